from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_outcome_of_old_receipts"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["recorded", "unchanged", "counted", "dropped"])),
                name="receipt_outcome",
            ),
        ),
    ]

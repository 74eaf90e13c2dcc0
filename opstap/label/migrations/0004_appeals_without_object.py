from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("label", "0003_hearing_keeps"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appeal",
            name="state",
            field=models.CharField(
                choices=[
                    ("lodged", "lodged"),
                    ("upheld", "refused: the decision stands"),
                    ("overturned", "accepted: the decision falls"),
                    ("retracted", "taken back"),
                    ("moot", "without object: the label changed otherwise"),
                ],
                default="lodged",
                max_length=10,
            ),
        ),
    ]

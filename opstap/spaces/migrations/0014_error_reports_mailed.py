from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spaces", "0013_invitations_merges")]

    operations = [
        migrations.AddField(
            model_name="errorreport",
            name="mailed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("finder", "0003_unanswered_searches")]

    operations = [
        migrations.AlterField(
            model_name="needword",
            name="language",
            field=models.CharField(choices=settings.LANGUAGES, max_length=2, verbose_name="language"),
        ),
    ]

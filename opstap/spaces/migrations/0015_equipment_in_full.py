from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0014_error_reports_mailed"),
    ]

    operations = [
        migrations.AddField(
            model_name="equipmentlot",
            name="condition",
            field=models.CharField(
                blank=True,
                choices=[("working", "works"), ("repair", "under repair, not to be used now")],
                max_length=8,
                verbose_name="state of it",
            ),
        ),
        migrations.AddField(
            model_name="equipmentlot",
            name="counted_on",
            field=models.DateField(blank=True, null=True, verbose_name="counted on"),
        ),
        migrations.AlterField(
            model_name="equipmentlot",
            name="origin",
            field=models.CharField(
                blank=True,
                choices=[
                    ("new", "bought new"),
                    ("refurbished", "refurbished"),
                    ("donated", "given by somebody"),
                ],
                max_length=12,
                verbose_name="new or refurbished",
            ),
        ),
    ]

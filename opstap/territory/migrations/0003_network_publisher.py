from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0002_network_licence")]

    operations = [
        migrations.AddField(
            model_name="network",
            name="publisher_name",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="name"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="network",
            name="publisher_address",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="address"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="network",
            constraint=models.CheckConstraint(
                condition=models.Q(publisher_name="", publisher_address="")
                | (~models.Q(publisher_name="") & ~models.Q(publisher_address="")),
                name="network_publisher_whole",
            ),
        ),
    ]

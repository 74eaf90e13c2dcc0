"""What was noted as remote help took place at a distance; everything else in the space."""

from django.db import migrations


def say_remote(apps, schema_editor):
    apps.get_model("desk", "HelpRecord").objects.filter(mode="remote").update(place="remote")


def say_remote_by_mode(apps, schema_editor):
    """The earlier form knows help without a visit as remote only."""
    apps.get_model("desk", "HelpRecord").objects.exclude(place="space").update(mode="remote")


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_help_in_full")]

    operations = [migrations.RunPython(say_remote, say_remote_by_mode)]

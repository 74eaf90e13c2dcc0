"""Of the usual list, the services that say something about health or migration."""

from django.db import migrations

REVEALING = {"Health insurance", "Residence and nationality"}


def mark(apps, schema_editor):
    services = apps.get_model("desk", "EService")
    keys = [service.pk for service in services.objects.all() if service.names.get("en") in REVEALING]
    services.objects.filter(pk__in=keys).update(reveals=True)


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_coaching")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]

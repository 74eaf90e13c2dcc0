"""What became of what was received before receipts said so.

An undo that found nothing left to undo cannot be told from others any more: it stays "recorded". The way back
has nothing to move, since the kind and the row kept apart still say it.
"""

from typing import Any

from django.db import migrations


def move(apps: Any, schema_editor: Any) -> None:
    receipts = apps.get_model("core", "Receipt").objects
    counted = apps.get_model("core", "Quarantine").objects.filter(counted_as__isnull=False)
    receipts.filter(kind="drop").update(outcome="dropped")
    receipts.filter(uid__in=counted.values("counted_as")).update(outcome="counted")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_receipt_outcome"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
    ]

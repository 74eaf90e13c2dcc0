"""The secrets of second factors are encrypted where they stood readable; backwards they can be read again."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from opstap.accounts.encryption import MARK, decrypt, encrypt

SECRETS = ("secret", "seed")


def _each(apps: Any, change: Callable[[str], str]) -> None:
    model = apps.get_model("mfa", "Authenticator")
    for row in model.objects.order_by("pk").iterator(chunk_size=200):
        found = {name: row.data[name] for name in SECRETS if row.data.get(name)}
        changed = {name: change(text) for name, text in found.items()}
        codes = [change(code) for code in row.data.get("migrated_codes", [])]
        if changed != found or codes != row.data.get("migrated_codes", []):
            row.data = row.data | changed | ({"migrated_codes": codes} if codes else {})
            row.save(update_fields=["data"])


def encrypt_all(apps: Any, schema_editor: Any) -> None:
    _each(apps, lambda text: text if text.startswith(MARK) else encrypt(text))


def decrypt_all(apps: Any, schema_editor: Any) -> None:
    _each(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_erased_at"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(encrypt_all, decrypt_all)]

"""Secrets of the second factor cannot be read in the database."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from pytest_django import Settings

from opstap.accounts import encryption
from tests.accounts.phone import SECRET, code_of, give_phone
from tests.factories import make_user

pytestmark = pytest.mark.django_db

MIGRATION = import_module("opstap.accounts.migrations.0003_encrypt_second_factors")


def totp() -> TOTP:
    return TOTP(Authenticator.objects.get(type=Authenticator.Type.TOTP))


def test_the_secret_stands_encrypted_and_codes_are_right() -> None:
    spare = give_phone(make_user(second_factor=False))
    stored = {row.type: row.data for row in Authenticator.objects.all()}

    assert stored["totp"]["secret"].startswith(encryption.MARK)
    assert SECRET not in str(stored)
    assert stored["recovery_codes"]["seed"].startswith(encryption.MARK)
    assert totp().validate_code(code_of()) is True
    codes = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES))
    assert codes.get_unused_codes() == spare


def test_each_secret_is_encrypted_differently() -> None:
    assert encryption.encrypt("same") != encryption.encrypt("same")
    assert encryption.decrypt(encryption.encrypt("same")) == "same"


def test_with_the_key_lost_no_code_is_right(settings: Settings) -> None:
    give_phone(make_user(second_factor=False))
    settings.SECRET_KEY = "another one"

    assert totp().validate_code(code_of()) is False
    first, second = (encryption.decrypt(totp().instance.data["secret"]) for _time in range(2))
    assert first != second


def test_an_earlier_secret_is_still_tried(settings: Settings) -> None:
    give_phone(make_user(second_factor=False))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one", [settings.SECRET_KEY]

    assert totp().validate_code(code_of()) is True


def test_rows_of_before_are_encrypted_once_and_can_be_put_back() -> None:
    user = make_user(second_factor=False)
    readable = {"secret": SECRET}
    codes = {"seed": "ab" * 40, "used_mask": 2, "migrated_codes": ["11111111", "22222222"]}
    Authenticator.objects.create(user=user, type="totp", data=readable)
    Authenticator.objects.create(user=user, type="recovery_codes", data=codes)

    MIGRATION.encrypt_all(apps, None)
    encrypted = {row.type: row.data for row in Authenticator.objects.all()}
    assert SECRET not in str(encrypted)
    assert "11111111" not in str(encrypted)
    assert totp().validate_code(code_of()) is True
    MIGRATION.encrypt_all(apps, None)
    assert {row.type: row.data for row in Authenticator.objects.all()} == encrypted
    MIGRATION.decrypt_all(apps, None)
    assert {row.type: row.data for row in Authenticator.objects.all()} == {
        "totp": readable,
        "recovery_codes": codes,
    }

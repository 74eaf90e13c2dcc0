"""Every field that may hold personal data has a rule that erases it, or a reason why it stays.

A new model fails here until it is named: by `core.retention.Rule` or `Kept` with its personal fields, or
below as a model that holds nothing about a person.
"""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from opstap.core import retention

# Models in which nothing is about a person, whatever their fields are called.
IMPERSONAL = {
    "credentials.Credential",  # about organisations
    "desk.HelpRecord_others",
    "desk.HelpTemplate",
    "territory.Area",
    "territory.AreaPostcode",
    "territory.AreaName",
    "territory.AreaFigure",
    "territory.AreaShape",
    "coverage.ReachRules",
    "coverage.NeedWeight",
    "coverage.TravelTimes",
    "spaces.EquipmentLot",
    "spaces.PriceRule",
    "spaces.ReservedTime",
    "spaces.Room",
    "spaces.Interruption",
    "spaces.Stop",
    "spaces.Operation",
    "spaces.PastAddress",
    "spaces.Opening",
    "spaces.NetworkMembership",
    "spaces.Offer",
    "spaces.Post",  # the funded position; the person in it is an Assignment
    "desk.EService",
    "finder.NeedWord",
    "desk.Queue",
    "keeping.BackupRun",
    "keeping.KeptCount",
    "keeping.AuditSeal",
    "label.Scheme",
    "label.SchemeVersion",
    "label.Criterion",
    "label.Label",
    "label.Measurement",
    "label.Watch",
    "label.Mandate",
    "label.Mandate_spaces",
    "network.FreeProgram",
    "network.ProgramInUse",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "contenttypes.ContentType",
}
# Tables of others that our settings leave empty.
NEVER_WRITTEN = {
    "axes.AccessLog",  # AXES_DISABLE_ACCESS_LOG
    "axes.AccessFailureLog",  # AXES_ENABLE_ACCESS_FAILURE_LOG is off unless said
    "axes.AccessAttemptExpiration",  # AXES_USE_ATTEMPT_EXPIRATION is off unless said
    "account.EmailConfirmation",  # no sign-up, no confirmation of addresses
}
# Fields of these kinds may hold anything: each needs a word, also in a model that is spoken of.
OPEN_KINDS = (
    models.TextField,
    models.JSONField,
    models.EmailField,
    models.GenericIPAddressField,
    models.FileField,
)
# Open fields of personal models that hold texts about places and things.
ABOUT_THINGS = {
    f"spaces.Space.{name}"
    for name in (
        "names",
        "streets",
        "cities",
        "hours_note",
        "price_note",
        "access_note",
        "building",
        "descriptions",
        "easy_texts",
        "how_to_come",
        "what_to_bring",
    )
} | {
    "desk.HelpRecord.further",
    "desk.HelpRecord.totals",  # numbers of a group, nobody's answers
    "desk.HelpTemplate.preset",
    "coverage.CoveragePlan.question",  # numbers, and names of buildings
    "coverage.CoveragePlan.answer",
    "spaces.Organisation.names",
    "territory.Network.names",
    "territory.Network.phone_note",
}

MODELS = sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label)
SPOKEN = retention.fields_spoken_of()


def unspoken(model: type[models.Model]) -> list[str]:
    """What is missing for a model: a word about itself, about whom it points to, about what it may hold."""
    label = model._meta.label
    if label in NEVER_WRITTEN:
        return []
    fields = {f"{label}.{field.name}": field for field in model._meta.concrete_fields}
    missing = [name for name, field in fields.items() if _is_open(field) and not _is_known(name, label)]
    if not missing and label not in IMPERSONAL and not set(fields) & SPOKEN:
        return [label]
    return missing


def _is_open(field: models.Field) -> bool:  # type: ignore[type-arg]
    to_person = field.is_relation and field.related_model is apps.get_model(settings.AUTH_USER_MODEL)
    return to_person or isinstance(field, OPEN_KINDS)


def _is_known(name: str, label: str) -> bool:
    impersonal = label in IMPERSONAL and not _is_person(name)
    return name in SPOKEN or name in ABOUT_THINGS or impersonal


def _is_person(name: str) -> bool:
    app, model, field = name.split(".")
    related = apps.get_model(app, model)._meta.get_field(field).related_model
    return related is apps.get_model(settings.AUTH_USER_MODEL)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_about_a_person_has_a_rule_or_a_reason(model: type[models.Model]) -> None:
    assert unspoken(model) == [], "see core/retention.py: register a Rule or a Kept, or name it here"


def test_a_field_nobody_speaks_of_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    remark = apps.get_model("core.Remark")
    monkeypatch.setattr("tests.consistency.test_retention.SPOKEN", SPOKEN - {"core.Remark.email"})
    assert unspoken(remark) == ["core.Remark.email"]
    monkeypatch.setattr("tests.consistency.test_retention.SPOKEN", set())
    assert unspoken(apps.get_model("spaces.Duty")) == ["spaces.Duty.person"]


def test_a_model_nobody_speaks_of_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.consistency.test_retention.IMPERSONAL", set())
    assert unspoken(apps.get_model("territory.AreaName")) == ["territory.AreaName"]


def test_every_field_that_is_spoken_of_exists() -> None:
    known = {f"{model._meta.label}.{field.name}" for model in MODELS for field in model._meta.concrete_fields}
    assert SPOKEN - known == set()


def test_the_lists_here_name_nothing_that_is_gone() -> None:
    labels = {model._meta.label for model in MODELS}
    assert (IMPERSONAL | NEVER_WRITTEN) - labels == set()


def test_tables_that_are_said_to_stay_empty_do() -> None:
    assert settings.AXES_DISABLE_ACCESS_LOG is True
    assert getattr(settings, "AXES_ENABLE_ACCESS_FAILURE_LOG", False) is False
    assert getattr(settings, "AXES_USE_ATTEMPT_EXPIRATION", False) is False
    assert settings.ACCOUNT_EMAIL_VERIFICATION == "none"

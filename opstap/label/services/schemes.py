"""Schemes that are shipped as data (`label/schemes/*.json`), and how they come into a network."""

import json
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import Criterion, CriterionKind, Scheme, SchemeVersion
from opstap.territory.models import Network

FOLDER = Path(__file__).parent.parent / "schemes"
LANGUAGES = {"fr", "nl", "en"}
TEXTS = ("titles", "summaries", "legal_bases", "sources", "appeal_ways")
TERMS = (
    "completeness_working_days",
    "correction_working_days",
    "review_working_days",
    "decision_working_days",
    "appeal_days",
    "hearing_working_days",
    "warning_days",
    "repair_days",
)
_SCHEME = {"code", "names", "authority_names"}
_VERSION = {"scheme", "valid_from", "terms", "criteria", *TEXTS}
_CRITERION = {"code", "family", "kind", "weight", "on_failure", "texts", "hints"}
_MEASURED = {"fact", "operator", "threshold", "window_days"}


class SchemeFileError(ValueError):
    """What is wrong with the file of a scheme, or why it cannot be loaded here. In English: for operators."""


def shipped() -> list[str]:
    """The codes of the schemes that come with Opstap, oldest version of each first."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read_scheme(code: str) -> dict[str, Any]:
    """The checked content of a shipped file. Raises SchemeFileError."""
    if code not in shipped():
        raise SchemeFileError(f"There is no scheme {code!r}. There are: {', '.join(shipped())}.")
    return check(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


def check(data: Any) -> dict[str, Any]:
    """The content itself when nothing is missing, unknown or untranslated. Raises SchemeFileError."""
    version = _with_keys(data, _VERSION, "the version")
    scheme = _with_keys(version["scheme"], _SCHEME, "the scheme")
    for name in ("names", "authority_names"):
        _in_three_languages(scheme[name], name)
    for name in TEXTS:
        _in_three_languages(version[name], name)
    terms = _with_keys(version["terms"], set(TERMS), "the terms")
    if not all(type(days) is int and days > 0 for days in terms.values()):
        raise SchemeFileError("Terms are whole numbers of days.")
    if parse_date(str(version["valid_from"])) is None:
        raise SchemeFileError("valid_from is no day.")
    codes = [_checked_criterion(row)["code"] for row in version["criteria"]]
    if not codes or len(set(codes)) < len(codes):
        raise SchemeFileError("A version has criteria, each with a code of its own.")
    return version


def _checked_criterion(row: Any) -> dict[str, Any]:
    is_measured = isinstance(row, dict) and row.get("kind") == CriterionKind.MEASURED
    found = _with_keys(row, _CRITERION, "a criterion", _MEASURED if is_measured else ())
    for name in ("texts", "hints"):
        _in_three_languages(found[name], f"{name} of {found['code']}")
    criterion = _criterion(found, position=1)
    problems = [f"{name}: {' '.join(messages)}" for name, messages in _problems_of(criterion).items()]
    if problems:
        raise SchemeFileError(f"{found['code']}: {'; '.join(problems)}")
    return found


def _problems_of(criterion: Criterion) -> dict[str, list[str]]:
    try:
        criterion.full_clean(exclude=["version"])
    except ValidationError as refused:
        return refused.message_dict
    return {}


def _with_keys(
    data: Any, keys: set[str], what: str, optional: Collection[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise SchemeFileError(f"{what} is no object.")
    missing, unknown = keys - set(data), set(data) - keys - set(optional)
    if missing or unknown:
        said = [f"lacks {name}" for name in sorted(missing)] + [
            f"has an unknown {name}" for name in sorted(unknown)
        ]
        raise SchemeFileError(f"{what} {', '.join(said)}.")
    return data


def _in_three_languages(texts: Any, what: str) -> None:
    whole = isinstance(texts, dict) and set(texts) == LANGUAGES
    if not whole or not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise SchemeFileError(f"{what} is not said in French, Dutch and English.")


def _criterion(row: dict[str, Any], position: int) -> Criterion:
    plain = {name: row[name] for name in (_CRITERION | _MEASURED) & set(row) - {"threshold"}}
    threshold = None if row.get("threshold") is None else Decimal(str(row["threshold"]))
    return Criterion(position=position, threshold=threshold, **plain)


@transaction.atomic
def load_scheme(*, network: Network, code: str, by: User | None) -> SchemeVersion:
    """The shipped version, published since its own day. What is there already stays as it is.

    Raises SchemeFileError for an unknown code, and where a newer version is published: history stands.
    """
    data = read_scheme(code)
    scheme = _scheme_of(network, data["scheme"], by)
    valid_from = parse_date(data["valid_from"])
    there = scheme.versions.published().filter(valid_from=valid_from).first()
    if there is not None:
        return there
    newer = scheme.versions.published().filter(valid_from__gt=valid_from).first()
    if newer is not None:
        raise SchemeFileError(
            f"{code} is older than version {newer.number}, which is published. Nothing was changed."
        )
    version = SchemeVersion.objects.create(
        scheme=scheme,
        number=next_number(scheme),
        valid_from=valid_from,
        published_at=timezone.now(),
        published_by=by,
        **{name: data[name] for name in TEXTS},
        **data["terms"],
    )
    for position, row in enumerate(data["criteria"], start=1):
        criterion = _criterion(row, position)
        criterion.version = version
        criterion.save(force_insert=True)
    audit.record("scheme_version.loaded", by=by, kind="scheme_version", uid=version.uid)
    return version


def _scheme_of(network: Network, row: dict[str, Any], by: User | None) -> Scheme:
    scheme, is_new = Scheme.objects.select_for_update().get_or_create(
        slug=f"{network.slug}-{row['code']}",
        defaults={"network": network, "names": row["names"], "authority_names": row["authority_names"]},
    )
    if is_new:
        audit.record("scheme.created", by=by, kind="scheme", uid=scheme.uid)
    return scheme


def next_number(scheme: Scheme) -> int:
    """The number of the next version, drafts counted."""
    last = scheme.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1

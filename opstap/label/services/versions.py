"""Versions of a scheme: drafted from an older one, changed, published with a day. Then they never change."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.moments import date_words
from opstap.label.models import Criterion, Scheme, SchemeVersion
from opstap.label.services.schemes import TERMS, TEXTS, next_number

_OWN = {"id", "uid", "version"}


def locked_draft(version: SchemeVersion) -> SchemeVersion:
    """The version, locked, while it is still a draft. Raises ValidationError when it is published."""
    locked = SchemeVersion.objects.select_for_update().select_related("scheme").get(pk=version.pk)
    if locked.is_published:
        raise ValidationError(
            _("This version is published and can no longer be changed. Make a new version of it.")
        )
    return locked


@transaction.atomic
def copy_version(*, version: SchemeVersion, by: User) -> SchemeVersion:
    """A new draft of the same scheme with the texts, terms and criteria of `version`."""
    scheme = Scheme.objects.select_for_update().get(pk=version.scheme_id)
    same = {name: getattr(version, name) for name in (*TEXTS, *TERMS)}
    draft = SchemeVersion.objects.create(scheme=scheme, number=next_number(scheme), **same)
    names = [field.name for field in Criterion._meta.concrete_fields if field.name not in _OWN]
    Criterion.objects.bulk_create(
        Criterion(version=draft, **{name: getattr(one, name) for name in names})
        for one in version.criteria.all()
    )
    audit.record("scheme_version.drafted", by=by, kind="scheme_version", uid=draft.uid)
    return draft


@transaction.atomic
def change_version(*, version: SchemeVersion, by: User, **after: Any) -> SchemeVersion:
    """Change texts or terms of a draft. Raises ValidationError when it is published."""
    draft = locked_draft(version)
    fields = audit.changed_fields({name: getattr(draft, name) for name in after}, after)
    if fields:
        for name in fields:
            setattr(draft, name, after[name])
        draft.save(update_fields=fields)
        audit.record("scheme_version.changed", by=by, kind="scheme_version", uid=draft.uid, fields=fields)
    return draft


@transaction.atomic
def remove_draft(*, version: SchemeVersion, by: User) -> None:
    """Throw a draft away with its criteria. Raises ValidationError when it is published."""
    draft = locked_draft(version)
    audit.record("scheme_version.removed", by=by, kind="scheme_version", uid=draft.uid)
    draft.delete()


@transaction.atomic
def publish_version(
    *, version: SchemeVersion, by: User, valid_from: date, today: date | None = None
) -> SchemeVersion:
    """Make the draft the rules from that day on. Running files stay with their own version.

    Raises ValidationError when it is published already, has no criterion, lacks texts in French or Dutch, or
    when the day does not come after the newest published version. Where there is one, the day lies not in
    the past either: nobody is judged by rules she could not know.
    """
    scheme = Scheme.objects.select_for_update().get(pk=version.scheme_id)
    draft = locked_draft(version)
    problems = publish_problems(draft, scheme, valid_from, today or timezone.localdate())
    if problems:
        raise ValidationError(problems)
    draft.valid_from, draft.published_at, draft.published_by = valid_from, timezone.now(), by
    draft.save(update_fields=["valid_from", "published_at", "published_by"])
    audit.record("scheme_version.published", by=by, kind="scheme_version", uid=draft.uid)
    return draft


def publish_problems(draft: SchemeVersion, scheme: Scheme, valid_from: date, today: date) -> list[str]:
    """What stands in the way of publishing, in the page's language; empty when nothing does."""
    newest = scheme.versions.published().order_by("-valid_from").first()
    problems = []
    if newest is not None and newest.valid_from is not None and valid_from <= newest.valid_from:
        problems.append(
            _("The day must come after %(day)s: version %(number)s is valid since then.")
            % {"day": date_words(newest.valid_from), "number": newest.number}
        )
    elif newest is not None and valid_from < today:
        problems.append(_("The day lies in the past. Files of that day were judged by other rules."))
    return problems + _lacks(draft)


def _lacks(draft: SchemeVersion) -> list[str]:
    problems = []
    if not draft.criteria.exists():
        problems.append(_("A version without criteria cannot be published."))
    wanted = {"titles": _("title"), "summaries": _("summary"), "appeal_ways": _("ways of appeal")}
    for name, words in wanted.items():
        if not {"fr", "nl"} <= set(getattr(draft, name)):
            problems.append(_("Write this in French and in Dutch: %(what)s.") % {"what": words})
    return problems

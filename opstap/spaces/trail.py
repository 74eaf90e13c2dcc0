"""What happened to a record lately: who, when, and which fields. Never the values: they are not kept."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.core import acts
from opstap.core.models import AuditEntry
from opstap.spaces.models import Organisation, Space

LAST = 20


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    what: str
    fields: str


def last_changes(uid: uuid.UUID) -> list[Change]:
    """The latest first."""
    entries = AuditEntry.objects.filter(object_uid=uid).select_related("actor")[:LAST]
    return [
        Change(entry.at, str(entry.actor or _("the import")), _act(entry.action), _fields(entry))
        for entry in entries
    ]


def _act(action: str) -> str:
    """Shorter than in the log, since the page says whose record it is."""
    known = {
        "space.created": _("made the record"),
        "space.changed": _("changed"),
        "space.confirmed": _("confirmed the record"),
        "space.hidden": _("took it off the public pages"),
        "space.merged": _("merged with another record"),
        "space.merge-undone": _("took apart again"),
        "organisation.created": _("made the record"),
        "organisation.changed": _("changed"),
    }
    return known.get(action) or acts.act_in_words(action)


def _fields(entry: AuditEntry) -> str:
    """The fields in the words of the forms; of a new record they would be all."""
    fields = [] if entry.action.endswith(".created") else entry.fields
    labels = dict.fromkeys(_label(field) for field in fields)
    return ", ".join(filter(None, labels))


FIELDS = {
    "service": gettext_lazy("help people get"),
    "support": gettext_lazy("ways of helping"),
    "public": gettext_lazy("special publics"),
    "language": gettext_lazy("language"),
    "special_care": gettext_lazy("special care"),
    "access_mode": gettext_lazy("how people come"),
    "lat": gettext_lazy("point on the map"),
    "lon": gettext_lazy("point on the map"),
    "precision": gettext_lazy("point on the map"),
    "wheelchair": gettext_lazy("wheelchair"),
    "valid_until": gettext_lazy("closed for good"),
    "municipality": gettext_lazy("municipality"),
    "names": gettext_lazy("name"),
}


def _label(name: str) -> str:
    return str(FIELDS.get(name) or _verbose(name))


def _verbose(name: str) -> str:
    for model in (Space, Organisation):
        found = next((one for one in model._meta.concrete_fields if one.name == name), None)
        if found is not None:
            return str(found.verbose_name)
    return name

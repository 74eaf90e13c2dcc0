"""What a person is told about herself by what the kit keeps: her own acts, and acts on her account."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.core import acts, own_data
from opstap.core.kept import QUARANTINE, RECEIPTS, REMARKS
from opstap.core.models import AuditEntry
from opstap.core.moments import on_day_at
from opstap.core.own_data import SOMEBODY_ELSE, WITHOUT_AN_ACCOUNT, Told, in_a_line


def register() -> None:
    own_data.tell(OWN_ACTS, ACTS_ON_HER, order=90)
    own_data.count(RECEIPTS, QUARANTINE)
    own_data.count(REMARKS, why=WITHOUT_AN_ACCOUNT)


_COLUMNS = ("at", "action", "object_kind", "fields", "space_uid", "device_uid")


def _line(entry: AuditEntry) -> str:
    return in_a_line(on_day_at(entry.at), acts.act_in_words(entry.action))


OWN_ACTS = Told(
    key="acts",
    name=_("What you did, as the log of staff actions says it"),
    link="core.AuditEntry.actor",
    kept="core.audit",
    columns=_COLUMNS,
    withheld={"object_uid": SOMEBODY_ELSE},
    said=_line,
)

ACTS_ON_HER = Told(
    key="acts_on_account",
    name=_("What was done with your account, by yourself or somebody else"),
    link="core.AuditEntry.object_uid",
    kept="core.audit",
    columns=_COLUMNS,
    withheld={"actor": SOMEBODY_ELSE},
    only=Q(object_kind="user"),
    said=_line,
)

"""An installation where people and rows are erased and rights are revoked after its backup. Runs in a
process of its own:

    python -m tests.keeping.whole fill | erase | look

Prints JSON.
"""

import json
import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opstap.accounts.models import User

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")


def fill() -> dict[str, Any]:
    """Noor and Omar work here, somebody was helped long ago; of two remarks one was handled long ago.

    Omar has a phone for his second factor, is signed in, and is at the computer of the desk.
    """
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from opstap.desk.models import DeskDevice
    from tests.census.events import help_record
    from tests.factories import make_administrator, make_animator, make_computer, make_remark, make_space

    call_command("migrate", verbosity=0)
    make_administrator(email="ada@example.org", name="Ada")
    space, now = make_space("de-trede"), timezone.now()
    make_animator(space, email="noor@example.org", name="Noor")
    make_remark("Two months ago", created_at=now - timedelta(days=70), handled_at=now - timedelta(days=65))
    make_remark("Yesterday", handled_at=now - timedelta(days=1))
    omar = make_animator(space, email="omar@example.org", name="Omar")
    DeskDevice.objects.filter(pk=make_computer(space)[0].pk).update(person=omar, acted_at=now)
    make_computer(space, "Lent")
    Client().force_login(omar)
    help_record(space, (now - timedelta(days=1100)).date(), age="65_plus", publics=["seniors"])
    return look()


def erase() -> dict[str, Any]:
    """Remarks stay one month from now on; Noor has left and wants to be forgotten; the night comes.

    Omar has lost his phone, and his role; one of the computers is revoked.
    """
    from django.utils import timezone

    from opstap.accounts.models import User
    from opstap.core import jobs, retention
    from opstap.keeping.services import erasing, persons
    from opstap.spaces.models import Membership

    ada, noor = (User.objects.get(name=name) for name in ("Ada", "Noor"))
    erasing.choose_period(rule=retention.rule("core.remark"), period=1, by=ada)
    Membership.objects.filter(user=noor).update(valid_until=timezone.localdate() - timedelta(days=1))
    persons.erase_person(person=noor, by=ada)
    _revoke(ada)
    jobs.enqueue("keeping.erase")
    done = jobs.run_next()
    assert done is not None
    assert (done.kind, done.state) == ("keeping.erase", "done")
    return look()


def _revoke(ada: "User") -> None:
    from django.utils import timezone

    from opstap.accounts.models import User
    from opstap.accounts.services import remove_second_factor
    from opstap.desk.models import DeskDevice
    from opstap.desk.services import revoke_computer
    from opstap.spaces.models import Membership
    from opstap.spaces.services.people import end_role

    omar, yesterday = User.objects.get(name="Omar"), timezone.localdate() - timedelta(days=1)
    remove_second_factor(user=omar, by=ada)
    end_role(membership=Membership.objects.get(user=omar), last_day=yesterday, by=ada)
    revoke_computer(device=DeskDevice.objects.get(name="Lent"), by=ada)


def look() -> dict[str, Any]:
    from opstap.accounts.models import User
    from opstap.core import retention
    from opstap.core.models import Remark
    from opstap.desk.models import HelpRecord
    from opstap.keeping.models import Erasure, KeptCount
    from opstap.keeping.services import erasing, persons

    noor = User.objects.order_by("pk")[1]
    return {
        "person": [noor.name, "noor" in noor.email, persons.has_role(noor)],
        "remarks": list(Remark.objects.values_list("text", flat=True)),
        "answers": [[row.age, row.publics] for row in HelpRecord.objects.all()],
        "counts": sorted(KeptCount.objects.values_list("dimension", "code", "number")),
        "proofs": sorted(Erasure.objects.exclude(number=0).values_list("rule", "digest")),
        "period": erasing.period_of(retention.rule("core.remark")),
        "rights": _rights(),
    }


def _rights() -> dict[str, Any]:
    """What Omar, the computers and the sessions may do now."""
    from opstap.accounts.models import Session, User
    from opstap.accounts.services import has_second_factor
    from opstap.desk.models import DeskDevice
    from opstap.keeping.services import persons

    omar = User.objects.get(name="Omar")
    return {
        "role": persons.has_role(omar),
        "phone": has_second_factor(omar),
        "computers": list(DeskDevice.objects.filter(revoked_at__isnull=True).values_list("name", flat=True)),
        "at": [str(device.person) for device in DeskDevice.objects.filter(person__isnull=False)],
        "sessions": Session.objects.count(),
    }


def main() -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps({"fill": fill, "erase": erase, "look": look}[sys.argv[1]]()))


if __name__ == "__main__":
    main()

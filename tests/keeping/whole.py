"""An installation from which people and rows are erased after its backup. Runs in a process of its own:

    python -m tests.keeping.whole fill | erase | look

Prints JSON.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")


def fill() -> dict[str, Any]:
    """Noor works here, somebody was helped long ago; remarks were handled two months ago and yesterday."""
    from django.core.management import call_command
    from django.utils import timezone

    from tests.census.events import help_record
    from tests.factories import make_administrator, make_animator, make_remark, make_space

    call_command("migrate", verbosity=0)
    make_administrator(email="ada@example.org", name="Ada")
    space, now = make_space("de-trede"), timezone.now()
    make_animator(space, email="noor@example.org", name="Noor")
    make_remark("Two months ago", created_at=now - timedelta(days=70), handled_at=now - timedelta(days=65))
    make_remark("Yesterday", handled_at=now - timedelta(days=1))
    help_record(space, (now - timedelta(days=1100)).date(), age="65_plus", publics=["seniors"])
    return look()


def erase() -> dict[str, Any]:
    """Remarks stay one month from now on; Noor has left and wants to be forgotten; the night comes."""
    from django.utils import timezone

    from opstap.accounts.models import User
    from opstap.core import jobs, retention
    from opstap.keeping.services import erasing, persons
    from opstap.spaces.models import Membership

    ada, noor = (User.objects.get(name=name) for name in ("Ada", "Noor"))
    erasing.choose_period(rule=retention.rule("core.remark"), period=1, by=ada)
    Membership.objects.filter(user=noor).update(valid_until=timezone.localdate() - timedelta(days=1))
    persons.erase_person(person=noor, by=ada)
    jobs.enqueue("keeping.erase")
    done = jobs.run_next()
    assert done is not None
    assert (done.kind, done.state) == ("keeping.erase", "done")
    return look()


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
    }


def main() -> None:
    import django

    django.setup()
    sys.stdout.write(json.dumps({"fill": fill, "erase": erase, "look": look}[sys.argv[1]]()))


if __name__ == "__main__":
    main()

"""Remarks of the public: leaving one, and marking it as handled. Words for needs: added and removed. Who
answers for the papers of a network."""

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.folding import fold
from opstap.core.models import Remark
from opstap.finder.models import NeedWord
from opstap.finder.search import needs
from opstap.spaces.models import ErrorReport, Space
from opstap.spaces.services.error_reports import take_in_report
from opstap.territory.models import Network

# Per process: enough to keep a machine from filling the list, and nobody writes ten remarks in ten minutes.
PERIOD_SECONDS = 600
MOST_BY_ONE = 5
MOST_BY_ALL = 60


class TooManyRemarksError(Exception):
    """More remarks came in a short time than people write."""


class WordKnownError(Exception):
    """The network has this word already."""


def leave_remark(*, text: str, page: str, email: str, language: str, sender: str) -> Remark:
    """Store a remark. `sender`: where it came from (a network address), counted for ten minutes, not stored.

    Raises TooManyRemarksError.
    """
    _check_pace(sender)
    return Remark.objects.create(text=text, page=page, email=email, language=language)


def report_error(
    *, space: Space, topic: str, text: str, email: str, language: str, sender: str
) -> ErrorReport:
    """Tell who keeps the record of a space what is wrong in it. `sender` is counted with that of remarks.

    Raises TooManyRemarksError.
    """
    _check_pace(sender)
    return take_in_report(space=space, topic=topic, text=text, email=email, language=language)


def _check_pace(sender: str) -> None:
    if _times(f"remark:{sender}") > MOST_BY_ONE or _times("remark") > MOST_BY_ALL:
        raise TooManyRemarksError


def _times(key: str) -> int:
    """How often this was asked in the present period."""
    if cache.add(key, 1, PERIOD_SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the period ended between the two lines
        return 1


@transaction.atomic
def handle_remark(remark: Remark, *, by: User) -> Remark:
    """Somebody has answered, or has seen to it. Asked twice, the first one counts."""
    remark = Remark.objects.select_for_update().get(pk=remark.pk)
    if remark.handled_at is None:
        remark.handled_at, remark.handled_by = timezone.now(), by
        remark.save(update_fields=["handled_at", "handled_by"])
        audit.record("remark.handled", by=by, kind="remark", uid=remark.uid)
    return remark


@transaction.atomic
def add_need_word(*, network: Network, language: str, word: str, service: str, by: User) -> NeedWord:
    """Teach the finder a word. Raises WordKnownError where the network has it in this language."""
    folded = fold(word)
    added, is_new = NeedWord.objects.get_or_create(
        network=network, language=language, folded=folded, defaults={"word": word, "service": service}
    )
    if not is_new:
        raise WordKnownError(added.word)
    audit.record("need_word.added", by=by, kind="need_word", uid=added.uid)
    transaction.on_commit(needs.forget)
    return added


@transaction.atomic
def remove_need_word(word: NeedWord, *, by: User) -> None:
    audit.record("need_word.removed", by=by, kind="need_word", uid=word.uid)
    word.delete()
    transaction.on_commit(needs.forget)


@transaction.atomic
def name_publisher(network: Network, *, name: str, address: str, by: User) -> bool:
    """Who answers in law for what the network prints: both, or nobody. Whether anything changed.

    Raises IntegrityError for a name without an address.
    """
    stored = Network.objects.select_for_update().get(pk=network.pk)
    new = {"publisher_name": name, "publisher_address": address}
    changed = audit.changed_fields({field: getattr(stored, field) for field in new}, new)
    if changed:
        Network.objects.filter(pk=network.pk).update(**new)
        audit.record("network.publisher", by=by, kind="network", uid=network.uid, fields=changed)
    return bool(changed)

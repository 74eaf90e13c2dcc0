"""Many acts in one request: what a desk kept while the line was down, and every day's sending.

One transaction, worked off in order; each act whole or not at all, and one that is refused does not stop the
next. What the answer does not call stored, the client keeps.
"""

import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from opstap.core.receipts import ContentConflictError, Unit, in_one_transaction
from opstap.desk.forms import KINDS, Sending, SentForm, UnknownForm
from opstap.desk.views.body import answers_data, as_form, clock_error, read_json
from opstap.desk.views.desk import conflict_words
from opstap.desk.views.refusals import refusal
from opstap.desk.views.sender import for_the_computer, sender_at

MOST_ITEMS = 100
MOST_BYTES = 512 * 1024
Result = dict[str, Any]

logger = logging.getLogger(__name__)


@for_the_computer
@answers_data
@never_cache
@require_POST
def batch(request: HttpRequest, slug: str) -> JsonResponse:
    """`{"sent_at": the client's clock, "items": […]}` → `{"results": […]}`, one for each item, in order."""
    space, sender = sender_at(request, slug)
    if _is_too_long(request):
        return _too_large()
    body = read_json(request)
    items = body.get("items") if body else None
    if body is None or not isinstance(items, list):
        return refusal(400, "unreadable", _("This could not be read. Nothing was stored."))
    if len(items) > MOST_ITEMS:
        return _too_large()
    sending = Sending(space, sender, clock_error(body.get("sent_at")))
    with timezone.override(space.zone):
        return JsonResponse({"results": work_off([Item(item, sending) for item in items])})


def _is_too_long(request: HttpRequest) -> bool:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES
    except (ValueError, RequestDataTooBig):
        return True


def _too_large() -> JsonResponse:
    return refusal(413, "too-large", _("This is too much at once. Nothing was stored: send it in parts."))


class Item:
    """One act as it was sent, read and checked before the transaction begins."""

    def __init__(self, sent: object, sending: Sending) -> None:
        fields = sent if isinstance(sent, dict) else {}
        self.id = fields["id"] if isinstance(fields.get("id"), str) else None
        body = as_form(fields)
        self.form: SentForm = KINDS.get(body.get("kind", ""), UnknownForm).received(body, sending)
        self.is_valid = self.form.is_valid()

    @property
    def uid(self) -> uuid.UUID | None:
        return self.form.cleaned_data["id"] if self.is_valid else None

    def words(self, refusal: ValidationError | None = None) -> dict[str, list[str]]:
        """Why it is refused: by the service, else by the form."""
        if refusal is None:
            return {name: [str(said) for said in errors] for name, errors in self.form.errors.items()}
        return refusal.message_dict if hasattr(refusal, "error_dict") else {"__all__": refusal.messages}

    def result(self, outcome: str, **more: Any) -> Result:
        return {"id": self.id, "outcome": outcome} | more


def work_off(items: list[Item]) -> list[Result]:
    """Together in one transaction; one by one when one of them makes the server stumble."""

    def together(unit: Unit) -> list[Result]:
        return [_store(item, unit) for item in items]

    try:
        return in_one_transaction(_uids(items), together)
    except OperationalError:  # the database is not there, or has no time: nothing is stored, all is kept
        raise
    except Exception:
        logger.exception("A batch could not be stored together")
        return [_store_alone(item) for item in items]


def _uids(items: Iterable[Item]) -> list[uuid.UUID]:
    return [item.uid for item in items if item.uid is not None]


def _store_alone(item: Item) -> Result:
    try:
        return in_one_transaction(_uids([item]), lambda unit: _store(item, unit))
    except OperationalError:
        raise
    except Exception:
        logger.exception("An act could not be stored")
        return item.result("later")


def _store(item: Item, unit: Unit) -> Result:
    if not item.is_valid:
        return item.result("refused", errors=item.words())
    try:
        stored = item.form.send(unit)
    except ValidationError as refusal:
        return item.result("refused", errors=item.words(refusal))
    except ContentConflictError:
        return item.result("conflict", errors={"__all__": [conflict_words()]})
    moment = item.form.cleaned_data["happened_at"]
    flags: dict[str, Any] = {"flags": ["clock"]} if moment.clock else {}
    remark = item.form.remark()
    flags |= {"says": remark} if remark else {}
    outcome = "stored" if stored.created else "again"
    return item.result(outcome, receipt=stored.receipt.content_hash, **flags)

"""Reading what is sent, and which kind of answer is wanted: a page, a fragment of it, or JSON."""

import json
from collections.abc import Callable
from datetime import UTC, timedelta
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

JSON = "application/json"


class Answer(Enum):
    PAGE = "page"
    FRAGMENT = "fragment"
    DATA = "json"


View = TypeVar("View", bound=Callable[..., Any])


def answers_data(view: View) -> View:
    """Marks a view of the desk that answers JSON whatever was asked for, refusals included."""
    view.answers_data = True  # type: ignore[attr-defined]
    return view


def wanted_answer(request: HttpRequest) -> Answer:
    match = request.resolver_match
    if match is not None and getattr(match.func, "answers_data", False):
        return Answer.DATA
    if request.content_type == JSON or request.get_preferred_type(["text/html", JSON]) == JSON:
        return Answer.DATA
    return Answer.FRAGMENT if request.headers.get("HX-Request") == "true" else Answer.PAGE


def read_body(request: HttpRequest) -> QueryDict:
    """What was sent, as a form sends it; empty when it is not JSON of the form {"name": value}."""
    if request.content_type != JSON:
        return request.POST
    return as_form(read_json(request) or {})


def read_json(request: HttpRequest) -> dict[str, Any] | None:
    """The object that was sent; None when it is anything else."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        return None
    return body if isinstance(body, dict) else None


def clock_error(sent_at: object) -> timedelta:
    """What must be added to the client's clock, from what it showed when it sent; 0 when it does not say."""
    try:
        shown = parse_datetime(sent_at) if isinstance(sent_at, str) else None
        if shown is None:
            return timedelta(0)
        return timezone.now() - (shown if shown.tzinfo else shown.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return timedelta(0)


def as_form(body: dict[str, Any]) -> QueryDict:
    """The same as a form would send it."""
    form = QueryDict(mutable=True)
    for name, value in body.items():
        values = value if isinstance(value, list) else [] if value is None else [value]
        form.setlist(_text(name), [_text(part) for part in values])
    return form


def _text(value: object) -> str:
    if not isinstance(value, str | int | float):
        return "{…}"  # no field takes an object
    # Half a surrogate pair is valid JSON but no text: it could be neither stored nor shown.
    return str(value).encode("utf-8", "replace").decode()

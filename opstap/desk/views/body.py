"""Reading what is sent, and which kind of answer is wanted: a page, a fragment of it, or JSON."""

import json
from enum import Enum
from typing import Any

from django.http import HttpRequest, QueryDict

JSON = "application/json"


class Answer(Enum):
    PAGE = "page"
    FRAGMENT = "fragment"
    DATA = "json"


def wanted_answer(request: HttpRequest) -> Answer:
    if request.content_type == JSON or request.get_preferred_type(["text/html", JSON]) == JSON:
        return Answer.DATA
    return Answer.FRAGMENT if request.headers.get("HX-Request") == "true" else Answer.PAGE


def read_body(request: HttpRequest) -> QueryDict:
    """What was sent, as a form sends it; empty when it is not JSON of the form {"name": value}."""
    if request.content_type != JSON:
        return request.POST
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    return _as_form(body if isinstance(body, dict) else {})


def _as_form(body: dict[str, Any]) -> QueryDict:
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

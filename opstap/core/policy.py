"""What a page may load: django-csp's words for one policy, the same on every page and written once."""

from collections.abc import Callable
from functools import lru_cache

from csp.constants import HEADER, SELF
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]


def policy_middleware(respond: Respond) -> Respond:
    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault(HEADER, _policy())
        return response

    return answer


@lru_cache(maxsize=1)
def _policy() -> str:
    return build_policy()


@lru_cache(maxsize=1)
def embeddable_policy() -> str:
    """For a page that any other site may show inside its own; all else stays as strict."""
    return build_policy(replace={"frame-ancestors": ["*"]})


@lru_cache(maxsize=1)
def framing_policy() -> str:
    """For a page that shows another page of this site inside."""
    return build_policy(update={"frame-src": [SELF]})

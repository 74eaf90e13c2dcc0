"""A page for everybody."""

import gzip
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from opstap.core.context import has_session

View = Callable[..., HttpResponse]
# A list of 40 kB becomes 6 kB, in a tenth of a millisecond; the highest level makes it 4.
GZIP_LEVEL = 1


def public_page(view: View) -> View:
    """A page for everybody, sent small. Only pages without a session are compressed: they hold no secret."""

    @login_not_required
    @wraps(view)
    def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if _may_compress(request, response):
            response.content = gzip.compress(response.content, GZIP_LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    return public


def _may_compress(request: HttpRequest, response: HttpResponse) -> bool:
    asked = "gzip" in request.headers.get("Accept-Encoding", "")
    return asked and not has_session(request) and response["Content-Type"].startswith("text/html")

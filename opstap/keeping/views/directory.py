"""Does the directory through which people sign in answer? The page asks it."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opstap.accounts.directory import asking, entry, identities
from opstap.accounts.directory.asking import DirectoryError
from opstap.accounts.directory.configuration import Directory, directory
from opstap.accounts.permissions import person
from opstap.keeping.permissions import check_administers


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    check_administers(person(request))
    known = directory()
    if known is None:
        raise Http404
    context = {
        "directory": known,
        "accounts": identities.number_connected(known),
        "last_use": identities.last_use(known),
        "redirect_uri": entry.redirect_uri(),
    }
    return render(request, "keeping/directory.html", context | _asked(known))


def _asked(known: Directory) -> dict[str, Any]:
    """What it answers now; its keys are those that sign-ins are checked with here."""
    try:
        said = asking.metadata(known, anew=True)
        keys = asking.keys(known)
    except DirectoryError as error:
        return {"fault": str(error), "is_down": error.why == "down"}
    read_at = datetime.fromtimestamp(keys.read_at, UTC)
    return {"keys": len(keys.keys), "keys_read_at": read_at, "can_sign_out": bool(said.end_session)}

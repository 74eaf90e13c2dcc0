"""The six languages in which only the finder speaks: which of them a speaker has checked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.core.tongues import FINDER
from opstap.finder import tongues
from opstap.finder.display import tongues as shown
from opstap.finder.permissions import check_keeps_tongues, get_tongue


@require_safe
def tongue_list(request: HttpRequest) -> HttpResponse:
    check_keeps_tongues(person(request))
    return render(request, "finder/tongues.html", {"tongues": shown.all_of_them()})


@require_safe
def tongue(request: HttpRequest, language: str) -> HttpResponse:
    """Its words, for a speaker to read and for the network to say that she has."""
    return render(request, "finder/tongue.html", shown.context(get_tongue(person(request), language)))


@require_POST
def tongue_checked(request: HttpRequest, language: str) -> HttpResponse:
    user = person(request)
    tongues.check_tongue(get_tongue(user, language), by=user)
    messages.success(
        request, _("%(language)s: its pages no longer say that they must be checked.") % _named(language)
    )
    return redirect("finder:tongues")


@require_POST
def tongue_again(request: HttpRequest, language: str) -> HttpResponse:
    user = person(request)
    tongues.reopen_tongue(get_tongue(user, language), by=user)
    messages.success(
        request, _("%(language)s: its pages say again that they must be checked.") % _named(language)
    )
    return redirect("finder:tongues")


def _named(language: str) -> dict[str, str]:
    return {"language": FINDER[language]}

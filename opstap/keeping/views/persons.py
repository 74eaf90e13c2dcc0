"""A person asks to be erased: what goes, what stays and why, and the act."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.keeping.permissions import get_person_to_erase
from opstap.keeping.services import persons

CONFLICT = 409


@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    asked = get_person_to_erase(user, uid)
    if request.method != "POST":
        return _page(request, asked)
    name = asked.name
    try:
        proof = persons.erase_person(person=asked, by=user)
    except (persons.StillHasARoleError, persons.AlreadyErasedError):
        return _page(request, asked, status=CONFLICT)
    words = (
        _("%(name)s is erased, except for the name: the law keeps it a while longer.")
        if proof.held
        else _("%(name)s is erased.")
    )
    messages.success(request, words % {"name": name})
    return redirect("spaces:people")


def _page(request: HttpRequest, asked: User, *, status: int = 200) -> HttpResponse:
    context = {
        "asked": asked,
        "has_role": persons.has_role(asked),
        "is_erased": asked.erased_at is not None,
        "holds": persons.holds_on(asked),
        "stays": persons.what_stays(asked),
    }
    return render(request, "keeping/person_erase.html", context, status=status)

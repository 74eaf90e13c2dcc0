"""One record is two places: the page that splits it, and undoing that."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.core.texts import say
from opstap.spaces import permissions
from opstap.spaces.forms.split import SplitForm
from opstap.spaces.services import splitting


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_space_to_split(user, slug)
    form = SplitForm(request.POST if request.method == "POST" else None, space=space, user=user)
    if form.is_valid():
        try:
            done = splitting.split_space(
                space=space,
                by=user,
                since=form.cleaned_data["on"],
                names=form.cleaned_data["names"],
                is_antenna=form.cleaned_data["is_antenna"],
                chosen=form.chosen(),
                **form.address(),
            )
        except splitting.RefusedError as refused:
            form.add_error("on", str(refused))
        else:
            said = _("The new place has its record. Look at it, write its hours and confirm it.")
            back = _("A mistake? It can be undone for thirty days: “One record, two places” of %(name)s.")
            messages.success(request, f"{said} {back % {'name': say(space.names)}}")
            return redirect("spaces:space-record", done.new_slug)
    undoable = [
        (one, splitting.undoable_until(one)) for one in splitting.undoable_splits(space, timezone.now())
    ]
    context = {"space": space, "form": form, "splits": undoable}
    return render(request, "spaces/split.html", context, status=400 if form.errors else 200)


@require_POST
def split_undo(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_split(user, slug, uid)
    try:
        splitting.undo_split(split=found, by=user)
    except splitting.RefusedError as refused:
        messages.error(request, f"{refused} {_('Nothing was changed.')}")
    else:
        messages.success(request, _("Undone: it is one place again, as it was."))
    return redirect("spaces:split", slug)

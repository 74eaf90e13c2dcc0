"""Likely duplicates: the list, two records side by side, one of them kept, and undoing that."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core.texts import say
from opstap.desk.models import HelpRecord, Visit
from opstap.exchange import words
from opstap.exchange.services.duplicates import alike_among
from opstap.label.models import Label
from opstap.spaces.models import Membership, Merge, Post, Space
from opstap.spaces.permissions import can_confirm_places, mergeable_spaces
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.services import merging
from opstap.spaces.week_words import week_sentence


@dataclass(frozen=True)
class Fact:
    """One line of the comparison. Numbers may differ: they are put together."""

    label: str
    one: str
    other: str
    is_number: bool = False

    @property
    def differs(self) -> bool:
        return self.one != self.other and not self.is_number


def _keeper(request: HttpRequest) -> User:
    user = person(request)
    if not can_confirm_places(user):
        raise PermissionDenied(_("Only the network's coordinator says which records are one place."))
    return user


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    user = _keeper(request)
    own = mergeable_spaces(user)
    since = timezone.now() - merging.UNDOABLE
    merges = Merge.objects.filter(kept__in=own, at__gt=since, undone_at__isnull=True)
    context = {
        "pairs": [(pair, words.reasons(pair.reasons)) for pair in alike_among(own)],
        "merges": [
            (merge, merging.undoable_until(merge))
            for merge in merges.select_related("kept", "merged", "by").defer("before")
        ],
    }
    return render(request, "exchange/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, one: str, other: str) -> HttpResponse:
    user = person(request)
    pair = [_one_of(user, one), _one_of(user, other)]
    if request.method == "POST":
        return _decide(request, user, pair)
    called = _called(*pair)
    context = {
        "one": pair[0],
        "other": pair[1],
        "one_name": called[0],
        "other_name": called[1],
        "facts": _facts(*pair),
        "reasons": merging.reasons_against(*pair),
    }
    return render(request, "exchange/compare.html", context)


def _one_of(user: User, slug: str) -> Space:
    space = mergeable_spaces(user).select_related("organisation", "municipality").filter(slug=slug).first()
    if space is None:
        raise Http404
    return space


def _called(one: Space, other: Space) -> list[str]:
    """What tells the two apart: their names, else their addresses too, else the words of their links."""
    names = [say(space.names) for space in (one, other)]
    if names[0] != names[1]:
        return names
    whole = [f"{say(space.names)}, {_address(space)}" for space in (one, other)]
    if whole[0] != whole[1]:
        return whole
    return [f"{say(space.names)} ({space.slug})" for space in (one, other)]


def _decide(request: HttpRequest, user: User, pair: list[Space]) -> HttpResponse:
    one, other = pair
    keep = request.POST.get("keep", "")
    if keep == "both" and one.pk != other.pk:
        merging.say_not_the_same(one=one, other=other, by=user)
        messages.success(request, _("Noted: these are two places. You are not asked again."))
    elif keep in (one.slug, other.slug):
        kept, merged = (one, other) if keep == one.slug else (other, one)
        try:
            merging.merge_spaces(kept=kept, merged=merged, by=user)
        except merging.RefusedError as refused:
            messages.error(request, f"{refused} {_('Nothing was changed.')}")
            return redirect("exchange:compare", one=one.slug, other=other.slug)
        said = {"kept": say(kept.names), "merged": say(merged.names)}
        messages.success(request, _("%(merged)s is part of %(kept)s now. You can undo this below.") % said)
    else:
        messages.warning(request, _("Choose which record stays. Nothing was changed."))
        return redirect("exchange:compare", one=one.slug, other=other.slug)
    return redirect("exchange:duplicates")


@require_POST
def merge_undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    merge = get_object_or_404(Merge.objects.filter(kept__in=mergeable_spaces(user)), uid=uid)
    try:
        merging.undo_merge(merge=merge, by=user)
    except merging.RefusedError as refused:
        messages.error(request, f"{refused} {_('Nothing was changed.')}")
    else:
        messages.success(request, _("Undone: both places are again what they were."))
    return redirect("exchange:duplicates")


def _facts(one: Space, other: Space) -> list[Fact]:
    """What the records say, then what hangs on each."""
    said = [
        Fact(label, of_one, of_other)
        for label, of_one, of_other in zip(_labels(), _said(one), _said(other), strict=True)
    ]
    counted = [
        Fact(
            str(label),
            str(rows.filter(space=one).count()),
            str(rows.filter(space=other).count()),
            is_number=True,
        )
        for label, rows in (
            (_("Visits"), Visit.objects.all()),
            (_("Help records"), HelpRecord.objects.all()),
            (_("Roles of people"), Membership.objects.all()),
            (_("Posts"), Post.objects.all()),
            (_("Labels"), Label.objects.all()),
        )
    ]
    return said + counted


def _labels() -> list[str]:
    return [
        _("Name"),
        _("Organisation"),
        _("Address"),
        _("Municipality"),
        _("Phone"),
        _("E-mail"),
        _("Website"),
        _("Open hours"),
        _("Accompanied hours"),
        _("Who gets equipment and help"),
        _("State"),
        _("Source"),
    ]


def _address(space: Space) -> str:
    return f"{say(space.streets)}, {space.postcode} {say(space.cities)}".strip(", ")


def _said(space: Space) -> list[str]:
    """In the order of `_labels`."""
    return [
        " / ".join(dict.fromkeys(space.names.values())),
        str(space.organisation or ""),
        _address(space),
        str(space.municipality or ""),
        space.phone,
        space.email,
        space.website,
        week_sentence(space.open_hours),
        week_sentence(space.staffed_hours),
        welcome_words(space.admission, space.codes("public")),
        str(space.get_publication_display()),
        space.source,
    ]

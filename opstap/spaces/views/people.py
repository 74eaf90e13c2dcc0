"""People and roles: who is in my team, who gets a role, who leaves, who needs help to sign in."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts import services as accounts
from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core.folding import fold
from opstap.core.moments import date_words
from opstap.spaces import permissions
from opstap.spaces.forms.people import AddPersonForm, EndRoleForm, HelpToSignInForm
from opstap.spaces.models import Membership, Organisation, Role, Scope, Space
from opstap.spaces.models.people import MembershipQuerySet
from opstap.spaces.services import invitations, leaving
from opstap.spaces.services import people as services
from opstap.spaces.views.invitations import show_sent
from opstap.territory.models import Network

require_form = require_http_methods(["GET", "HEAD", "POST"])

A_PAGE = 25


@dataclass(frozen=True)
class Line:
    """A line of the list: a role, and what the reader may do with it."""

    membership: Membership
    can_end: bool
    can_help: bool


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not permissions.sees_people(user):
        raise PermissionDenied(_("The coordinator looks after the team."))
    today = timezone.localdate()
    everybody = permissions.visible_memberships(user)
    ended = "earlier" in request.GET
    chosen = everybody.ended(today) if ended else everybody.exclude(valid_until__lt=today)
    found = _matching(chosen, request.GET.get("q", ""))
    page = Paginator(found.order_by("user__name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(user, list(page)),
        "ended": ended,
        "q": request.GET.get("q", ""),
        "many": everybody.count() > A_PAGE,
        "gives_roles": permissions.gives_roles(user),
        "alone": [] if ended else _without_coordinator(user),
        "invitations": [] if ended else permissions.invitations_of(user),
        "now": timezone.now(),
    }
    return render(request, "spaces/people.html", context)


def _without_coordinator(user: User) -> list[Space]:
    """Places of the reader's network that had a coordinator, and have none today."""
    if not permissions.can_confirm_places(user):
        return []
    had = Membership.objects.filter(role=Role.COORDINATOR, space__isnull=False).values("space")
    own = permissions.mergeable_spaces(user).filter(pk__in=had)
    return list(leaving.without_coordinator(own, timezone.localdate()).order_by("folded_name", "pk")[:20])


def _matching(memberships: MembershipQuerySet, words: str) -> MembershipQuerySet:
    """Roles of people, or in spaces, whose name or e-mail holds the words."""
    if not words.strip():
        return memberships
    by_person = Q(user__name__icontains=words.strip()) | Q(user__email__icontains=words.strip())
    return memberships.filter(by_person | Q(space__folded_name__contains=fold(words)))


def _lines(user: User, memberships: list[Membership]) -> list[Line]:
    powers = permissions.powers_of(user)
    helpable = permissions.people_to_help(user, [membership.user for membership in memberships])
    return [
        Line(
            membership,
            can_end=membership.role in powers.roles_in(membership.scope),
            can_help=membership.user_id in helpable,
        )
        for membership in memberships
    ]


@require_safe
def person_place(request: HttpRequest) -> HttpResponse:
    """First question when adding somebody: where? Skipped by who has one place only."""
    user = person(request)
    if not permissions.gives_roles(user):
        raise PermissionDenied(_("The coordinator looks after the team."))
    words = request.GET.get("q", "")
    scopes, more = _scopes(user, words)
    if len(scopes) == 1 and not words:
        return redirect("spaces:person-add", scope=scopes[0].key)
    context = {"scopes": scopes, "q": words, "more": more, "many": more or words}
    return render(request, "spaces/people_place.html", context)


def _scopes(user: User, words: str) -> tuple[list[Scope], bool]:
    """Scopes in which the person gives roles, the widest first; and whether more exist than are listed."""
    powers = permissions.powers_of(user)
    spaces = permissions.editable_spaces(user).order_by("folded_name", "pk")
    organisations = permissions.editable_organisations(user)
    wide: list[Scope] = [Scope(), *map(Scope, Network.objects.order_by("slug"))] if powers.everywhere else []
    named = [Scope(organisation) for organisation in organisations]
    if words.strip():
        spaces = spaces.filter(folded_name__contains=fold(words))
        wide, named = _named(wide, words), _named(named, words)
    found = list(spaces[: A_PAGE + 1])
    more = len(found) > A_PAGE or len(named) > A_PAGE
    return [*wide, *named[:A_PAGE], *map(Scope, found[:A_PAGE])], more


def _named(scopes: list[Scope], words: str) -> list[Scope]:
    return [scope for scope in scopes if fold(words) in fold(" ".join(_names(scope)))]


def _names(scope: Scope) -> list[str]:
    thing = scope.thing
    return list(thing.names.values()) if isinstance(thing, Space | Organisation | Network) else [str(scope)]


@require_form
def person_add(request: HttpRequest, scope: str) -> HttpResponse:
    user = person(request)
    where = permissions.get_scope_to_staff(user, scope)
    powers = permissions.powers_of(user)
    answers = request.POST if request.method == "POST" else None
    form = AddPersonForm(answers, roles=powers.roles_in(where), by=user, may_take=powers.everywhere)
    if not form.is_valid():
        return render(request, "spaces/people_add.html", {"form": form, "scope": where})
    if not User.objects.filter(email__iexact=form.cleaned_data["email"]).exists():
        return show_sent(request, *invitations.invite(scope=where, by=user, **form.cleaned_data))
    given = services.give_role(scope=where, by=user, **form.cleaned_data)
    return _show_given(request, user, given)


def _show_given(request: HttpRequest, user: User, given: services.Given) -> HttpResponse:
    """The link of a person who has never signed in is shown once, on this page, and nowhere kept."""
    added = given.membership.user
    first_time = added.last_login is None and added.pk in permissions.people_to_help(user, [added])
    if not first_time:
        words = (
            _("%(name)s has this role now.") if given.is_new_role else _("%(name)s has this role already.")
        )
        messages.success(request, words % {"name": added.name})
        return redirect("spaces:people")
    link = services.make_sign_in_link(person=added, by=user)
    sent = accounts.send_set_password_link(user=added, link=link)
    context = {"membership": given.membership, "link": link, "sent": sent}
    return render(request, "spaces/people_link.html", context)


@require_form
def membership_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    membership = permissions.get_membership_to_end(user, uid)
    form = EndRoleForm(request.POST if request.method == "POST" else None, membership=membership)
    if not form.is_valid():
        return render(request, "spaces/people_end.html", _ending(membership, form))
    handed = leaving.leave(membership=membership, by=user, **form.answers())
    words = {"name": membership.user.name, "day": date_words(form.cleaned_data["last_day"])}
    messages.success(request, _("Noted: the last day of %(name)s is %(day)s.") % words)
    _say_handed(request, handed)
    return redirect("spaces:people")


def _ending(membership: Membership, form: EndRoleForm) -> dict[str, object]:
    """What is open after today, so that nobody forgets it."""
    today = timezone.localdate()
    duties = leaving.open_duties(membership.user, leaving.spaces_of(membership.scope), today)
    return {
        "form": form,
        "membership": membership,
        "duties": len(duties),
        "alone": leaving.left_alone(membership, today)[:20],
    }


def _say_handed(request: HttpRequest, handed: leaving.Handed) -> None:
    if handed.given:
        words = ngettext("{n} duty goes to the colleague.", "{n} duties go to the colleague.", handed.given)
        messages.info(request, words.format(n=handed.given))
    if handed.taken_back:
        words = ngettext(
            "{n} duty was taken back: nobody takes it.",
            "{n} duties were taken back: nobody takes them.",
            handed.taken_back,
        )
        messages.warning(request, words.format(n=handed.taken_back))


@require_form
def person_sign_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody forgot her password or lost her phone."""
    user = person(request)
    membership = permissions.get_membership_to_help(user, uid)
    form = HelpToSignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "spaces/people_sign_in.html", {"form": form, "membership": membership})
    link = services.make_sign_in_link(person=membership.user, by=user, **form.cleaned_data)
    sent = accounts.send_set_password_link(user=membership.user, link=link)
    return render(request, "spaces/people_link.html", {"membership": membership, "link": link, "sent": sent})

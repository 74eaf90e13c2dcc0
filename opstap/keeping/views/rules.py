"""For the administrator: the rules of keeping, their runs with the proofs, the periods, and the seals."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core import retention
from opstap.core.retention import Rule
from opstap.keeping.forms.periods import PeriodForm
from opstap.keeping.models import Erasure
from opstap.keeping.permissions import check_administers
from opstap.keeping.seal_words import breaks_in_words, sealed_in_words
from opstap.keeping.services import checks, showing
from opstap.keeping.services.erasing import choose_period

A_PAGE = 20


def administrator(request: HttpRequest) -> User:
    user = person(request)
    check_administers(user)
    return user


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    administrator(request)
    people = Paginator(showing.person_proofs(), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rules": showing.shown_rules(with_runs=True),
        "nights": showing.nights(),
        "page": people,
    }
    return render(request, "keeping/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: its runs with their proofs, and its period to change."""
    user, chosen = administrator(request), _rule(code)
    shown = showing.shown_rule(chosen)
    answers = request.POST if request.method == "POST" else None
    form = PeriodForm(answers, rule=chosen, initial={"period": shown.period})
    if form.is_valid():
        choose_period(rule=chosen, period=form.cleaned_data["period"], by=user)
        messages.success(request, _("Saved. It counts from the next run on."))
        return redirect("keeping:rule", code)
    page = Paginator(Erasure.objects.filter(rule=code), A_PAGE).get_page(request.GET.get("page"))
    context = {"shown": shown, "form": form, "page": page, "proofs": [_proof(chosen, one) for one in page]}
    return render(request, "keeping/rule.html", context, status=400 if form.errors else 200)


def _rule(code: str) -> Rule:
    try:
        return retention.rule(code)
    except KeyError:
        raise Http404 from None


def _proof(rule: Rule, proof: Erasure) -> dict[str, object]:
    length = showing.length_in_words(proof.period, proof.unit) if proof.period else ""
    return {"row": proof, "length": length, "held": showing.held_in_words(rule, proof.held)}


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """Whether the log is whole, as found by the last check."""
    administrator(request)
    found = checks.last_check()
    context = {
        "checked_at": found[0] if found else None,
        "verdict": found[1] if found else None,
        "sealed": sealed_in_words(found[1]) if found else "",
        "breaks": list(breaks_in_words(found[1])) if found else [],
        "waiting": checks.waiting_check() is not None,
        "command": "opstap audit verify",
    }
    return render(request, "keeping/seals.html", context)


@require_POST
def seals_check(request: HttpRequest) -> HttpResponse:
    administrator(request)
    checks.ask_for_check()
    messages.success(request, _("The check runs. Load this page again in a moment."))
    return redirect("keeping:seals")

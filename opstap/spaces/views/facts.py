"""What is measured of a space: every fact with its value, source, day, and the page that mends it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.spaces import facts, permissions
from opstap.spaces.facts import Fact, Measured, Window
from opstap.spaces.facts.words import value_words
from opstap.spaces.models import Space

DAYS = 28
"""Over how many days until today the page measures; a label may ask for another window."""


@dataclass(frozen=True)
class FactLine:
    fact: Fact
    measured: Measured
    words: str


@require_safe
def space_facts(request: HttpRequest, slug: str) -> HttpResponse:
    space = permissions.get_editable_space(person(request), slug)
    window = Window.until(timezone.localdate(), DAYS)
    context = {"space": space, "window": window, "lines": fact_lines(space, window)}
    return render(request, "spaces/space_facts.html", context)


def fact_lines(space: Space, window: Window) -> list[FactLine]:
    """Every registered fact of one space, over the window."""
    measured = [(fact, fact.measure([space], window)[space.pk]) for fact in facts.registered()]
    return [FactLine(fact, found, value_words(found.value, fact.unit)) for fact, found in measured]

"""Papers to print: the leaflet of a municipality, the poster of a space; and the office pages that list the
leaflets and say who answers for them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.adapter import client_address
from opstap.accounts.permissions import person
from opstap.core.context import has_session
from opstap.core.printed import Paper, send
from opstap.core.texts import say
from opstap.core.tongues import in_every_tongue
from opstap.finder.forms import PublisherForm
from opstap.finder.papers.leaflet import leaflet_facts, networks_around
from opstap.finder.papers.listed import has_leaflet, leaflets_of, posters_abroad, posters_of
from opstap.finder.papers.poster import poster_facts, read_kind
from opstap.finder.papers.publisher import networks_of_space
from opstap.finder.permissions import get_own_network, leaflet_networks
from opstap.finder.search import Question
from opstap.finder.services import name_publisher
from opstap.finder.views.public import get_public_space, public_page
from opstap.spaces.models import Space
from opstap.territory.models import Area


@in_every_tongue
@public_page
@require_safe
def leaflet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A PDF for everybody, in the language of the address; 404 for what no network serves."""
    area = get_object_or_404(Area.objects.municipalities().select_related("parent"), uid=uid)
    networks = networks_around(area)
    if not networks:
        raise Http404
    now = timezone.now()
    name = slugify(say(area.names)) or area.code
    filename = f"opstap-{name}-{get_language() or 'fr'}.pdf"
    paper = Paper("finder", "leaflet", leaflet_facts(area, networks, now), filename)
    back = reverse("finder:results") + Question().at(say(area.names), area.pk).to_query()
    return send(request, paper, now=now, asked_by=client_address(request), back=back)


@in_every_tongue
@public_page
@require_safe
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """What of a space can be printed: slip, posters, the leaflet of its municipality."""
    space = get_public_space(slug)
    context = {
        "space": space,
        "posters": posters_of(space),
        "abroad": posters_abroad(space),
        "has_leaflet": has_leaflet(space.municipality),
        "without_publisher": _without_publisher(request, space),
    }
    return render(request, "finder/papers.html", context)


def _without_publisher(request: HttpRequest, space: Space) -> bool:
    """Whether somebody who works here must hear that nobody answers in law for these papers yet."""
    if not (has_session(request) and request.user.is_authenticated):
        return False
    networks = networks_of_space(space, timezone.localdate())
    return not any(network.publisher_name for network in networks)


@in_every_tongue
@public_page
@require_safe
def poster(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A PDF for everybody. `kind`: "a4", "a3", or with a second language beside that of the page, "a4-nl"."""
    space = get_public_space(slug)
    asked = read_kind(kind, get_language() or "fr")
    if asked is None:
        raise Http404
    now = timezone.now()
    size, languages = asked
    filename = f"opstap-{space.slug}-{'-'.join(languages)}-{size}.pdf"
    paper = Paper("finder", "poster", poster_facts(space, languages, size, now), filename)
    back = reverse("finder:papers", args=[slug])
    return send(request, paper, now=now, asked_by=client_address(request), back=back)


@require_safe
def leaflets(request: HttpRequest) -> HttpResponse:
    networks = leaflet_networks(person(request))
    return render(request, "finder/leaflets.html", {"networks": leaflets_of(networks)})


@require_http_methods(["GET", "HEAD", "POST"])
def publisher(request: HttpRequest, slug: str) -> HttpResponse:
    """Who answers in law for what the network prints: said once, and printed on every leaflet and poster."""
    user = person(request)
    network = get_own_network(user, slug)
    initial = {"name": network.publisher_name, "address": network.publisher_address}
    form = PublisherForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        changed = name_publisher(network, by=user, **form.cleaned_data)
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("finder:leaflets")
    context = {"network": network, "form": form}
    return render(request, "finder/publisher.html", context, status=400 if form.is_bound else 200)

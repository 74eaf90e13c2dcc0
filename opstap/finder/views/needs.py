"""The words of a network for what people need: kept by its coordinator."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.finder.display import need_words
from opstap.finder.forms import NeedWordForm
from opstap.finder.models import NeedWord
from opstap.finder.permissions import get_need_word, get_own_network, need_networks
from opstap.finder.services import WordKnownError, add_need_word, remove_need_word


@require_safe
def need_word_networks(request: HttpRequest) -> HttpResponse:
    networks = need_networks(person(request))
    if len(networks) == 1:
        return redirect("finder:need-words", networks[0].slug)
    return render(request, "finder/need_networks.html", {"networks": networks})


@require_http_methods(["GET", "HEAD", "POST"])
def need_word_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The words, and below them a form for one more."""
    user = person(request)
    network = get_own_network(user, slug)
    asked = {name: request.GET.get(name, "")[: NeedWord.LONGEST] for name in ("word", "language")}
    form = NeedWordForm(request.POST if request.method == "POST" else None, initial=asked)
    if form.is_valid():
        try:
            word = add_need_word(network=network, by=user, **form.cleaned_data)
        except WordKnownError:
            form.add_error("word", _("This word is on the list already. Remove it first to change it."))
        else:
            messages.success(request, _("The finder knows “%(word)s” now.") % {"word": word.word})
            return redirect("finder:need-words", network.slug)
    context = {"network": network, "form": form, **need_words.context(network)}
    return render(request, "finder/need_words.html", context, status=400 if form.is_bound else 200)


@require_POST
def need_word_remove(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    user = person(request)
    word = get_need_word(user, slug, uid)
    remove_need_word(word, by=user)
    messages.success(request, _("“%(word)s” is removed.") % {"word": word.word})
    return redirect("finder:need-words", slug)

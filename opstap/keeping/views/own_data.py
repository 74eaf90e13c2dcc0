"""What Opstap keeps about whoever is signed in: to read, and to take along as one file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from opstap.accounts.permissions import person
from opstap.keeping.services import own_data as services


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """Herself only: no address names anybody."""
    user = person(request)
    if request.method == "POST":
        return HttpResponse(
            services.take_along(person=user),
            content_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="opstap-own-data.json"'},
        )
    kinds = services.kinds_of(user)
    context = {
        "kinds": [kind for kind in kinds if kind.number],
        "empty": [kind.name for kind in kinds if not kind.number],
        "beside": services.beside(user),
        "most": services.MOST_IN_A_FILE,
    }
    return render(request, "keeping/own_data.html", context)

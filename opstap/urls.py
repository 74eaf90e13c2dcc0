"""All addresses. Public pages carry their language; each room has its own file."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from opstap.accounts.urls import lasting as sign_in_answers
from opstap.accounts.views import home
from opstap.credentials.urls import lasting
from opstap.desk.urls import e_service_urls
from opstap.desk.views import service_worker
from opstap.exchange.urls import api_urls, open_urls
from opstap.finder.urls import root_urls
from opstap.finder.views import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", choose_language, name="root"),
    *root_urls,
    # One for all languages: a browser asks for it at this address for ever.
    path("desk/sw.js", service_worker, name="service-worker"),
    path("api/v1/", include((api_urls, "api"))),
    *lasting,
    *sign_in_answers,
]
urlpatterns += i18n_patterns(
    path("", include("opstap.finder.urls")),
    path("home/", home, name="home"),
    path("credentials/", include("opstap.credentials.urls")),
    path("account/", include("opstap.accounts.urls")),
    path("spaces/", include("opstap.spaces.urls")),
    path("keeping/", include("opstap.keeping.urls")),
    path("desk/", include("opstap.desk.urls")),
    path("e-services/", include((e_service_urls, "e_services"))),
    path("figures/", include("opstap.census.urls")),
    path("reach/", include("opstap.coverage.urls")),
    path("imports/", include("opstap.exchange.urls")),
    path("label/", include("opstap.label.urls")),
    path("network/", include("opstap.network.urls")),
    path("open/", include((open_urls, "open"))),
)

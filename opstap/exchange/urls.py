from django.urls import path

from opstap.exchange.views import api, duplicates, embed, open_data, review, upload

app_name = "exchange"
urlpatterns = [
    path("", review.sources, name="sources"),
    path("send/", upload.upload, name="upload"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/undo/<uuid:uid>/", duplicates.merge_undo, name="merge-undo"),
    path("duplicates/<slug:one>/<slug:other>/", duplicates.compare, name="compare"),
    path("job/<uuid:uid>/", upload.job, name="job"),
    path("source/<str:name>/", review.source, name="source"),
]

# The public page about what others may take.
open_urls = [
    path("", open_data.page, name="page"),
    path("embed/", embed.embed, name="embed"),
]

# For programs: without a language, the same for ever.
api_urls = [
    path("places", api.place_list, name="place-list"),
    path("places/<str:key>", api.place, name="place"),
    path("files/<str:name>", api.file, name="file"),
    path("catalogue.jsonld", api.catalogue_record, name="catalogue"),
    path("openapi.json", api.description, name="description"),
]

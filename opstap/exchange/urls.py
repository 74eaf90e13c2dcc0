from django.urls import path

from opstap.exchange.views import api, duplicates, embed, embedding, open_data, review, upload

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
    path("embed/make/", embedding.embed_make, name="embed-make"),
]

# For programs: without a language, the same for ever.
api_urls = [
    path("places", api.place_list, name="place-list"),
    path("places/<str:key>", api.place, name="place"),
    path("software", api.software_list, name="software-list"),
    path("software/<str:key>", api.software_one, name="software"),
    path("files/<str:name>", api.file, name="file"),
    path("catalogue.jsonld", api.catalogue_record, name="catalogue"),
    path("openapi.json", api.description, name="description"),
]

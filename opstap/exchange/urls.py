from django.urls import path

from opstap.exchange.views import review, upload

app_name = "exchange"
urlpatterns = [
    path("", review.sources, name="sources"),
    path("send/", upload.upload, name="upload"),
    path("job/<uuid:uid>/", upload.job, name="job"),
    path("source/<str:name>/", review.source, name="source"),
]

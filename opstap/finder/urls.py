from django.urls import path

from opstap.finder import views

app_name = "finder"
urlpatterns = [
    path("", views.question, name="question"),
    path("find/", views.results, name="results"),
    path("place/<slug:slug>/", views.space, name="space"),
    path("place/<slug:slug>/slip/", views.slip, name="slip"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("about/", views.page, {"name": "about"}, name="about"),
    path("remark/", views.complaint, name="complaint"),
]

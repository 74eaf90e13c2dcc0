from django.urls import path

from opstap.coverage import views

app_name = "coverage"
urlpatterns = [
    path("", views.networks, name="networks"),
    path("<slug:slug>/", views.reach, name="reach"),
    path("<slug:slug>/areas.<slug:kind>", views.reach_file, name="reach-file"),
    path("<slug:slug>/rules/", views.rules, name="rules"),
]

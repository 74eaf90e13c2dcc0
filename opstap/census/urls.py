from django.urls import path

from opstap.census import views

app_name = "census"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("csv/", views.figures_csv, name="figures-csv"),
    path("json/", views.figures_json, name="figures-json"),
    path("<slug:slug>/months/", views.months, name="months"),
    path("<slug:slug>/year/<int:year>/", views.year, name="year"),
]

from django.urls import path

from opstap.network import views

app_name = "network"
urlpatterns = [
    path("software/", views.software_networks, name="software-networks"),
    path("software/<slug:slug>/", views.software, name="software"),
    path("software/<slug:slug>/new/", views.program_new, name="program-new"),
    path("software/<slug:slug>/list/", views.program_list, name="program-list"),
    path("software/<slug:slug>/<uuid:uid>/", views.program, name="program"),
    path("space/<slug:slug>/software/", views.in_use, name="in-use"),
]

"""Addresses of the label: public register and mandates, schemes, files. One list a part."""

from django.urls import URLPattern

app_name = "label"
urlpatterns: list[URLPattern] = []

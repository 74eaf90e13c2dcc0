from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html")


def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/profile.html")

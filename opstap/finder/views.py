from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return redirect("finder:question")


@login_not_required
def question(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


@login_not_required
def results(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


@login_not_required
def space(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "base.html")


@login_not_required
def slip(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "base.html")


@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "base.html")


@login_not_required
def complaint(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")

"""Funded posts of a space or an organisation, and who is in them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.spaces import permissions
from opstap.spaces.forms.posts import AssignmentForm, LastDayForm, PostForm, QualificationForm, SpacePostForm
from opstap.spaces.models import Assignment, Post
from opstap.spaces.models.people import valid_on
from opstap.spaces.services.posts import (
    add_post,
    assign,
    end_assignment,
    end_post,
    fte_by_group,
    note_qualification,
)

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def space_posts(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    form = SpacePostForm(request.POST if request.method == "POST" else None)
    if space.organisation is not None and form.is_valid():
        add_post(by=user, organisation=space.organisation, space=space, **form.cleaned_data)
        messages.success(request, _("The post is added."))
        return redirect("spaces:space-posts", slug=slug)
    return _show(request, Post.objects.filter(space=space), form, space=space, owner=space)


@require_form
def organisation_posts(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    organisation = permissions.get_editable_organisation(user, uid)
    form = PostForm(request.POST if request.method == "POST" else None, spaces=organisation.spaces.all())
    if form.is_valid():
        add_post(by=user, organisation=organisation, **form.cleaned_data)
        messages.success(request, _("The post is added."))
        return redirect("spaces:organisation-posts", uid=uid)
    posts = Post.objects.filter(organisation=organisation)
    return _show(request, posts, form, organisation=organisation, owner=organisation)


def _show(request: HttpRequest, posts: QuerySet[Post], form: Any, **context: Any) -> HttpResponse:
    today = timezone.localdate()
    current = Assignment.objects.filter(valid_on(today)).select_related("person")
    loaded = posts.select_related("space").prefetch_related(Prefetch("assignments", current, "people_now"))
    over = [post for post in loaded if post.valid_until and post.valid_until < today]
    context |= {
        "form": form,
        "now": [post for post in loaded if post not in over],
        "over": over,
        "fte": fte_by_group([post for post in loaded if post not in over and post.valid_from <= today]),
        "today": today,
    }
    return render(request, "spaces/posts.html", context)


@require_form
def post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One post: who is in it, and a form to put somebody into it."""
    user = person(request)
    found = permissions.get_editable_post(user, uid)
    form = AssignmentForm(
        request.POST if request.method == "POST" else None, people=permissions.people_for(found)
    )
    if form.is_valid():
        try:
            assign(post=found, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("share", refused)
        else:
            messages.success(request, _("Noted."))
            return redirect("spaces:post", uid=uid)
    context = {
        "post": found,
        "assignments": found.assignments.select_related("person").order_by("-valid_from"),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "spaces/post.html", context)


@require_form
def post_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_editable_post(user, uid)
    form = _last_day_form(request)
    if form.is_valid():
        try:
            end_post(found, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("last_day", refused)
        else:
            messages.success(request, _("The end of the post is noted."))
            return redirect("spaces:post", uid=uid)
    return render(request, "spaces/post_end.html", {"form": form, "post": found})


@require_form
def assignment_end(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    user = person(request)
    found, assignment = _assignment(user, uid, number)
    form = _last_day_form(request)
    if form.is_valid():
        try:
            end_assignment(assignment, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("last_day", refused)
        else:
            messages.success(request, _("The last day is noted."))
            return redirect("spaces:post", uid=uid)
    return render(request, "spaces/post_end.html", {"form": form, "post": found, "assignment": assignment})


@require_form
def assignment_qualification(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    user = person(request)
    found, assignment = _assignment(user, uid, number)
    initial = {name: getattr(assignment, name) for name in QualificationForm.Meta.fields}
    form = QualificationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        note_qualification(assignment, by=user, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("spaces:post", uid=uid)
    context = {"form": form, "post": found, "assignment": assignment}
    return render(request, "spaces/post_qualification.html", context)


def _assignment(user: User, uid: UUID, number: int) -> tuple[Post, Assignment]:
    """The post and one assignment of it; 404 for one of another post."""
    found = permissions.get_editable_post(user, uid)
    assignment = found.assignments.select_related("person", "post__space").filter(pk=number).first()
    if assignment is None:
        raise Http404
    return found, assignment


def _last_day_form(request: HttpRequest) -> LastDayForm:
    answers = request.POST if request.method == "POST" else None
    return LastDayForm(answers, initial={"last_day": timezone.localdate()})

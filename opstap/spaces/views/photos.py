"""The photos of a space: shown, added, described anew, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.spaces import permissions
from opstap.spaces.forms.photo import WORDS, DescriptionOfPhotoForm, PhotoForm
from opstap.spaces.photos import LARGEST, PhotoError
from opstap.spaces.sending import photo_answer
from opstap.spaces.services.photos import (
    MOST,
    TooManyPhotosError,
    add_photo,
    describe_photo,
    remove_photo,
)

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def photos(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    posted = request.method == "POST"
    form = PhotoForm(request.POST if posted else None, request.FILES if posted else None, space=space)
    if form.is_valid():
        # One byte more than is taken tells that it is too large; the rest is not read into memory.
        content = form.cleaned_data["photo"].read(LARGEST + 1)
        try:
            add_photo(space=space, content=content, alternatives=form.cleaned_data["alternatives"], by=user)
        except PhotoError as error:
            form.add_error("photo", WORDS[error.fault])
        except TooManyPhotosError:
            form.add_error("photo", _("A space shows at most %(n)s photos. Remove one first.") % {"n": MOST})
        else:
            messages.success(request, _("The photo is added."))
            return redirect("spaces:photos", slug=slug)
    return render(request, "spaces/photos.html", {"space": space, "form": form, "photos": space.photos.all()})


@require_form
def photo(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_editable_photo(user, slug, uid)
    asked = request.POST if request.method == "POST" else None
    form = DescriptionOfPhotoForm(asked, space=found.space, initial={"alternatives": found.alternatives})
    if form.is_valid():
        changed = describe_photo(found, by=user, **form.cleaned_data)
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("spaces:photos", slug=slug)
    return render(request, "spaces/photo.html", {"space": found.space, "form": form, "photo": found})


@require_POST
def photo_remove(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    remove_photo(permissions.get_editable_photo(user, slug, uid), by=user)
    messages.success(request, _("The photo is removed."))
    return redirect("spaces:photos", slug=slug)


@require_safe
def photo_file(request: HttpRequest, slug: str, uid: UUID, size: str) -> HttpResponse:
    """For the office, also of a space that the public does not see."""
    return photo_answer(permissions.get_editable_photo(person(request), slug, uid), size, cache="private")

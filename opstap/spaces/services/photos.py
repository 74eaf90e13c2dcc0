"""Photos of a space: added, described anew, removed; their content is deleted with the last that shows it."""

from django.db import transaction
from django.db.models import Q

from opstap.accounts.models import User
from opstap.core import audit, contents
from opstap.spaces.models import Photo, Space
from opstap.spaces.photos import made_of

FOLDER = "photos"
MOST = 6
"""Of one space."""

Texts = dict[str, str]


class TooManyPhotosError(Exception):
    """The space shows as many as it may."""


@transaction.atomic
def add_photo(*, space: Space, content: bytes, alternatives: Texts, by: User | None) -> Photo:
    """Both sizes of a picture. The same picture again only gets the new words.

    Raises PhotoError for what is no picture, TooManyPhotosError, IntegrityError without alternative text.
    """
    Space.objects.select_for_update().get(pk=space.pk)
    sizes = made_of(content)
    large, small = sizes["large"], sizes["small"]
    digest = contents.store(FOLDER, large.content)
    known = space.photos.filter(large=digest).first()
    if known is not None:
        describe_photo(known, alternatives=alternatives, by=by)
        return known
    if space.photos.count() >= MOST:
        raise TooManyPhotosError
    photo = Photo.objects.create(
        space=space,
        alternatives=alternatives,
        large=digest,
        large_width=large.width,
        large_height=large.height,
        small=contents.store(FOLDER, small.content),
        small_width=small.width,
        small_height=small.height,
    )
    _record("photo.added", photo, by)
    return photo


@transaction.atomic
def describe_photo(photo: Photo, *, alternatives: Texts, by: User | None) -> bool:
    """What it shows, in other words; whether anything changed."""
    if photo.alternatives == alternatives:
        return False
    photo.alternatives = alternatives
    photo.save(update_fields=["alternatives"])
    _record("photo.described", photo, by)
    return True


@transaction.atomic
def remove_photo(photo: Photo, *, by: User | None) -> None:
    """Nobody sees it any more; its content goes when no other photo shows the same."""
    _record("photo.removed", photo, by)
    Photo.objects.filter(pk=photo.pk).delete()
    transaction.on_commit(lambda: _forget(photo.large, photo.small))


def _forget(*digests: str) -> None:
    for digest in digests:
        if not Photo.objects.filter(Q(large=digest) | Q(small=digest)).exists():
            contents.path_of(FOLDER, digest).unlink(missing_ok=True)


def _record(action: str, photo: Photo, by: User | None) -> None:
    audit.record(action, by=by, kind="photo", uid=photo.uid, space_uid=photo.space.uid)

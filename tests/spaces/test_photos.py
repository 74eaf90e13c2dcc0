"""Photos of a space: checked, drawn anew in two sizes, described, served and forgotten."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from opstap.core.contents import path_of
from opstap.core.models import AuditEntry
from opstap.spaces import photos
from opstap.spaces.models import Photo, Space
from opstap.spaces.photos import Fault, PhotoError, made_of
from opstap.spaces.services.photos import FOLDER, MOST, TooManyPhotosError, add_photo, remove_photo
from tests.factories import make_coordinator, make_organisation, make_photo, make_picture, make_space

SECRET = "Rue du Secret 1"
TEXTS = {"fr": "La porte", "nl": "De deur"}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def png_of(width: int, height: int) -> bytes:
    """A PNG that says how large it is, with hardly a dot in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 8))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def turned() -> bytes:
    """A JPEG that lies on its side, with a place and a camera in its metadata."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = 6, "Camera", SECRET
    return make_picture(1600, 800, "JPEG", exif=exif, comment=SECRET.encode())


def test_two_sizes_upright_and_without_a_word_of_the_file() -> None:
    content = turned()
    assert SECRET.encode() in content
    sizes = made_of(content)
    opened = {name: Image.open(BytesIO(made.content)) for name, made in sizes.items()}
    assert {name: (one.format, one.size) for name, one in opened.items()} == {
        "large": ("JPEG", (640, 1280)),
        "small": ("JPEG", (240, 480)),
    }
    for name, one in opened.items():
        assert (dict(one.getexif()), "comment" in one.info, one.size) == (
            {},
            False,
            (sizes[name].width, sizes[name].height),
        )
        assert SECRET.encode() not in sizes[name].content


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_small_picture_is_not_made_larger(kind: str) -> None:
    assert [(made.width, made.height) for made in made_of(make_picture(kind=kind)).values()] == [
        (240, 200)
    ] * 2


def test_what_can_be_seen_through_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(out, "PNG")
    shown = Image.open(BytesIO(made_of(out.getvalue())["small"].content))
    assert shown.getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NO_PICTURE),
        (b"<svg onload='alert(1)'/>", Fault.NO_PICTURE),
        (b"%PDF-1.7", Fault.NO_PICTURE),
        (make_picture(kind="GIF"), Fault.NO_PICTURE),
        (make_picture()[:200], Fault.NO_PICTURE),
        (png_of(300, 300), Fault.NO_PICTURE),
        (png_of(60_000, 60_000), Fault.TOO_MANY_DOTS),
        (png_of(9_000, 9_000), Fault.TOO_MANY_DOTS),
        (make_picture(199, 400), Fault.TOO_SMALL),
    ],
)
def test_what_is_no_picture_or_a_bomb_is_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(PhotoError) as refused:
        made_of(content)
    assert refused.value.fault == fault


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_picture()
    monkeypatch.setattr(photos, "LARGEST", len(content) - 1)
    with pytest.raises(PhotoError) as refused:
        made_of(content)
    assert refused.value.fault == Fault.TOO_LARGE


@pytest.mark.django_db
def test_the_content_goes_with_the_last_photo_that_shows_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    content = make_picture(600, 600)
    first, second = (make_photo(make_space(), content) for _ in range(2))
    paths = [path_of(FOLDER, digest) for digest in (first.large, first.small)]
    for photo, left in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            remove_photo(photo, by=None)
        assert [path.exists() for path in paths] == [left, left]
    actions = ["photo.added", "photo.added", "photo.removed", "photo.removed"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == actions


@pytest.mark.django_db
def test_the_same_picture_again_gets_the_new_words_and_a_space_shows_six() -> None:
    space, content = make_space(), make_picture()
    first = make_photo(space, content)
    assert make_photo(space, content, fr="L’entrée").pk == first.pk
    for width in range(1, MOST):
        make_photo(space, make_picture(240 + width))
    with pytest.raises(TooManyPhotosError):
        add_photo(space=space, content=make_picture(300), alternatives=TEXTS, by=None)


@pytest.mark.django_db
def test_the_database_wants_words_for_each_photo() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add_photo(space=make_space(), content=make_picture(), alternatives={}, by=None)


def _bilingual() -> Space:
    return make_space(organisation=make_organisation(language_regime="both"))


def _sent(content: bytes, **texts: str) -> dict[str, Any]:
    return {"photo": SimpleUploadedFile("door.png", content), **texts}


@pytest.mark.django_db
def test_a_coordinator_adds_describes_and_removes_and_the_public_sees(client: Client) -> None:
    space = _bilingual()
    client.force_login(make_coordinator(space))
    page = reverse("spaces:photos", args=[space.slug])
    client.post(page, _sent(make_picture(600, 500), alternatives_fr="La porte", alternatives_nl="De deur"))
    photo = Photo.objects.get()
    assert (photo.alternatives, photo.large_width, photo.small_width) == (TEXTS, 600, 480)
    one = reverse("spaces:photo", args=[space.slug, photo.uid])
    client.post(one, {"alternatives_fr": "La porte verte", "alternatives_nl": "De groene deur"})
    with translation.override("nl"):
        address = reverse("finder:space", args=[space.slug])
    assert 'alt="De groene deur"' in Client().get(address).content.decode()
    client.post(reverse("spaces:photo-remove", args=[space.slug, photo.uid]))
    assert Photo.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "texts", "field"),
    [
        (b"no picture", {"alternatives_fr": "La porte", "alternatives_nl": "De deur"}, "photo"),
        (b"", {"alternatives_fr": "La porte", "alternatives_nl": "De deur"}, "photo"),
        (make_picture(), {"alternatives_fr": "La porte"}, "alternatives"),
        (make_picture(), {}, "alternatives"),
    ],
)
def test_bad_answers_are_explained(client: Client, content: bytes, texts: dict[str, str], field: str) -> None:
    space = _bilingual()
    client.force_login(make_coordinator(space))
    answer = client.post(reverse("spaces:photos", args=[space.slug]), _sent(content, **texts))
    assert (list(answer.context["form"].errors), Photo.objects.count()) == ([field], 0)


@pytest.mark.django_db
def test_the_public_gets_photos_of_public_spaces_only(client: Client) -> None:
    shown, hidden = make_photo(make_space()), make_photo(make_space(publication="hidden"))
    answers = {
        (photo.uid, size): client.get(reverse("finder:photo", args=[photo.space.slug, photo.uid, size]))
        for photo in (shown, hidden)
        for size in ("small", "huge")
    }
    assert [answer.status_code for answer in answers.values()] == [200, 404, 404, 404]
    sent = answers[shown.uid, "small"]
    assert Image.open(BytesIO(sent.content)).size == (240, 200)
    headers = [sent.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")]
    assert headers == ["image/jpeg", "public, max-age=86400", "nosniff"]

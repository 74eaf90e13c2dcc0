"""The QR code in a picture: read from photos as people make them; what is none is refused in words."""

import contextlib
import io
import json
import zlib
from pathlib import Path
from struct import pack
from typing import Any

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib import baking
from PIL import Image, ImageFilter

from opstap.credentials import reasons
from opstap.credentials import services as credentials
from opstap.credentials.pictures import JPEG, LARGEST_PICTURE, PNG, kind_of, text_of_square, unpacked
from opstap.credentials.reading import LARGEST
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.services.publishing import credential_address
from tests.credentials.badges import Issuer
from tests.credentials.test_commands import run
from tests.credentials.test_pages import HOLDS, HOLDS_NOT
from tests.credentials.test_reading import TINY_PNG
from tests.factories import make_credential

ADDRESS = "https://opstap.example/credentials/0193f0a0-0000-7000-8000-000000000001"


def square(text: str = ADDRESS, *, scale: int = 8, border: int = 4, **colours: Any) -> Image.Image:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=border, **colours)
    return Image.open(io.BytesIO(out.getvalue()))


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(text: str = ADDRESS) -> Image.Image:
    """As a telephone makes it: slanted, on a wall, a little out of focus, among 12 million dots."""
    wall = Image.new("RGB", (4000, 3000), (172, 160, 148))
    sheet = square(text, scale=16).convert("RGB").rotate(17, expand=True, fillcolor=(172, 160, 148))
    wall.paste(sheet, (2100, 1300))
    return wall.filter(ImageFilter.GaussianBlur(3))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_of_the_square_is_read(kind: str) -> None:
    assert text_of_square(saved(square().convert("RGB"), kind)) == ADDRESS


def test_a_photo_is_read() -> None:
    data = saved(photo(), "JPEG", quality=70)
    assert (len(data) < LARGEST_PICTURE, text_of_square(data)) == (True, ADDRESS)


@pytest.mark.parametrize(
    "picture",
    [
        square(dark="white", light="black"),
        square(light=None),  # black on nothing: no white behind it
        square().convert("1"),
        square().convert("P"),
        square().convert("RGB").convert("CMYK"),
        square(scale=3),
    ],
    ids=["light on dark", "without ground", "1 bit", "palette", "CMYK", "small"],
)
def test_every_kind_of_picture_of_it_is_read(picture: Image.Image) -> None:
    kind = "JPEG" if picture.mode == "CMYK" else "PNG"
    assert text_of_square(saved(picture, kind)) == ADDRESS


def headed(width: int, height: int) -> bytes:
    """A PNG that says so many dots, and has one."""
    head = pack("!II", width, height) + TINY_PNG[24:29]
    return TINY_PNG[:16] + head + pack("!I", zlib.crc32(b"IHDR" + head)) + TINY_PNG[33:]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved(Image.new("RGB", (400, 400), "white")), Reason.NOTHING_INSIDE),
        (TINY_PNG, Reason.NOTHING_INSIDE),
        (TINY_PNG[:40], Reason.PICTURE_BROKEN),
        (PNG, Reason.PICTURE_BROKEN),
        (JPEG + b"\xe0" + b"\0" * 400, Reason.PICTURE_BROKEN),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40, Reason.PICTURE_BROKEN),
        (saved(square().convert("RGB"), "JPEG")[:900], Reason.PICTURE_BROKEN),
        (headed(20_000, 20_000), Reason.PICTURE_TOO_LARGE),
        (headed(4001, 4000), Reason.PICTURE_TOO_LARGE),
        (JPEG + b"\0" * LARGEST_PICTURE, Reason.PICTURE_TOO_LARGE),
        (saved(square(), "GIF"), Reason.PICTURE_KIND),
        (saved(square().convert("RGB"), "BMP"), Reason.PICTURE_KIND),
        (saved(square().convert("RGB"), "TIFF"), Reason.PICTURE_KIND),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Reason.PICTURE_KIND),
        (b"%PDF-1.7\n", Reason.PICTURE_KIND),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(RefusedError) as refused:
        unpacked(data, LARGEST)
    assert refused.value.reason == reason


@given(st.sampled_from([PNG, JPEG, b"RIFF\0\0\0\0WEBP", TINY_PNG[:33]]), st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_do_more_than_be_refused(magic: bytes, rest: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        unpacked(magic + rest, LARGEST)
    assert refused.value.reason in {Reason.PICTURE_BROKEN, Reason.NOTHING_INSIDE, Reason.PICTURE_TOO_LARGE}


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_spoilt_picture_is_read_or_refused(place: int, spoil: bytes) -> None:
    good = saved(square())
    with contextlib.suppress(RefusedError):
        assert unpacked(good[:place] + spoil + good[place + len(spoil) :], LARGEST)


@pytest.mark.parametrize("data", [b"", b"{}", b"<svg/>", b"a.b.c", "é".encode()])
def test_what_is_no_picture_is_left_as_it_is(data: bytes) -> None:
    assert (kind_of(data), unpacked(data, LARGEST)) == ("", data)


def test_the_credential_in_a_picture_comes_before_a_square_in_it() -> None:
    document = json.dumps(Issuer().badge())
    baked = baking.bake_png(saved(square()), document, keyword=baking.ITXT_KEYWORD_OB3)
    assert unpacked(baked, LARGEST).decode() == document


# --- on the page and on the command line -------------------------------------------------------------


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def handed_in(client: Client, content: bytes, name: str = "photo.jpg", language: str = "en") -> str:
    file = SimpleUploadedFile(name, content)
    page = client.post(f"/{language}/credentials/verify/", {"file": file})
    assert page.status_code == 200
    return page.text


@pytest.mark.django_db
@pytest.mark.usefixtures("data_folder")
def test_a_photo_of_the_square_of_one_of_ours_says_whether_it_holds(client: Client) -> None:
    credential = make_credential()
    taken = saved(photo(credential_address(credential.uid)), "JPEG")
    page = handed_in(client, taken, language="fr")
    assert (HOLDS["fr"] in page, "Organisation" in page) == (True, True)
    credentials.revoke_credential(credential=credential, reason="x", by=None)
    assert HOLDS_NOT["fr"] in handed_in(client, taken, language="fr")


@pytest.mark.django_db
@pytest.mark.usefixtures("data_folder")
def test_badges_with_the_credential_in_the_picture_hold_on_the_page(client: Client) -> None:
    document = json.dumps(Issuer().badge())
    png = baking.bake_png(TINY_PNG, document, keyword=baking.ITXT_KEYWORD_OB3)
    svg = baking.bake_svg(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>',
        document,
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
        as_text=True,
    )
    assert [HOLDS["en"] in handed_in(client, one, "badge") for one in (png, svg)] == [True, True]


@pytest.mark.django_db
@pytest.mark.usefixtures("data_folder")
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://elsewhere.example/a", Reason.ADDRESS_ELSEWHERE),
        ("http://localhost:8000/credentials/0193f0a0-0000-7000-8000-000000000009", Reason.ADDRESS_UNKNOWN),
        ("http://localhost:8000/fr/label/0193f0a0-0000-7000-8000-000000000009/", Reason.ADDRESS_UNKNOWN),
        ("BEGIN:VCARD", Reason.NOT_JSON),
    ],
)
def test_a_square_that_leads_elsewhere_is_named(
    client: Client, text: str, reason: Reason, language: str
) -> None:
    page = handed_in(client, saved(square(text)), "a.png", language)
    with translation.override(language):
        said = [str(reasons.sentence(reason)), str(reasons.advice(reason))]
    assert [words for words in said if words not in page] == []
    # The same words for the address typed by hand.
    typed = client.post(f"/{language}/credentials/verify/", {"text": text}).text
    assert said[0] in typed


@pytest.mark.django_db
@pytest.mark.usefixtures("data_folder")
def test_a_long_text_is_refused_in_words(client: Client) -> None:
    page = client.post("/en/credentials/verify/", {"text": "a" * 6_000_000})
    assert (page.status_code, str(reasons.sentence(Reason.TOO_LARGE)) in page.text) == (413, True)


@pytest.mark.django_db
@pytest.mark.usefixtures("data_folder")
def test_the_command_reads_a_photo_too(tmp_path: Path) -> None:
    credential = make_credential()
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(saved(square(credential_address(credential.uid)).convert("RGB"), "JPEG"))
    assert run("verify", picture)[0] == 0
    picture.write_bytes(saved(square("https://elsewhere.example/a").convert("RGB"), "JPEG"))
    ends, said = run("verify", picture, "--json")
    assert (ends, json.loads(said)["reason"]) == (1, "address-elsewhere")

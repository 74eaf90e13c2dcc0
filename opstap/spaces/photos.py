"""A picture that somebody sends, made into two photos for the pages: turned upright, small, without metadata.

What is kept is drawn anew dot by dot, so nothing of the file itself remains: no place, no camera, no
thumbnail, no program. Bounded, so that no file takes long or much memory.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LARGEST = 12 * 1024 * 1024
"""Bytes: what the camera of a telephone makes."""
FORMATS = ("JPEG", "PNG", "WEBP")
# Of a JPEG only every second to eighth dot is unpacked where that is enough.
MOST_DOTS = {"JPEG": 40_000_000}
MOST_DOTS_OTHERWISE = 16_000_000
SIDES = {"large": 1280, "small": 480}
"""The longest side of each size, in dots."""
SMALLEST_SIDE = 200
QUALITY = 80


class Fault(StrEnum):
    TOO_LARGE = "too_large"
    NO_PICTURE = "no_picture"
    TOO_MANY_DOTS = "too_many_dots"
    TOO_SMALL = "too_small"


class PhotoError(Exception):
    """The picture is not taken; nothing of it was kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Made:
    """One size as a JPEG."""

    content: bytes
    width: int
    height: int


def made_of(content: bytes) -> dict[str, Made]:
    """The two sizes, "large" and "small", of a JPEG, PNG or WebP. Raises PhotoError."""
    if len(content) > LARGEST:
        raise PhotoError(Fault.TOO_LARGE)
    picture = _opened(content)
    return {size: _sized(picture, side) for size, side in SIDES.items()}


def _opened(content: bytes) -> "Picture":
    from PIL import Image, ImageOps

    try:
        picture = Image.open(BytesIO(content), formats=FORMATS)
        _check_dots(picture.size, str(picture.format))
        picture.draft("RGB", (SIDES["large"], SIDES["large"]))
        return _on_paper(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError(Fault.TOO_MANY_DOTS) from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, TypeError) as error:
        raise PhotoError(Fault.NO_PICTURE) from error


def _check_dots(size: tuple[int, int], kind: str) -> None:
    width, height = size
    if width * height > MOST_DOTS.get(kind, MOST_DOTS_OTHERWISE):
        raise PhotoError(Fault.TOO_MANY_DOTS)
    if min(size) < SMALLEST_SIDE:
        raise PhotoError(Fault.TOO_SMALL)


def _on_paper(picture: "Picture") -> "Picture":
    """What can be seen through becomes white."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _sized(picture: "Picture", side: int) -> Made:
    from PIL import Image

    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    # A new picture knows nothing of the file: what the old one carried is not written.
    clean = Image.new("RGB", small.size)
    clean.paste(small)
    out = BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Made(out.getvalue(), *clean.size)

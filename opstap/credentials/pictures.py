"""The QR code in a photo or a picture: its text. Bounded, so that no picture takes long or much memory."""

import struct
from io import BytesIO

from opstap.credentials import adapter
from opstap.credentials.reasons import Reason, RefusedError

# What a telephone makes of a poster.
LARGEST_PICTURE = 8 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP")
# Of a JPEG only every second to eighth dot is unpacked where that is enough.
MOST_DOTS = {"JPEG": 64_000_000}
MOST_DOTS_OTHERWISE = 16_000_000
LONGEST_SIDE = 2400

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Pictures and documents that people hand in, and that are not opened here.
OTHERS = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"%PDF-")
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftyphevc")


def kind_of(data: bytes) -> str:
    """ "PNG", "JPEG", "WEBP"; "other": a picture that is not opened here; "": no picture."""
    if data.startswith(PNG):
        return "PNG"
    if data.startswith(JPEG):
        return "JPEG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return "other" if data.startswith(OTHERS) or data[4:12] in _HEIF else ""


def unpacked(data: bytes, largest: int) -> bytes:
    """The credential that a picture carries, else the text of its QR code; what is no picture as it is.

    `largest`: the most bytes of a picture in which a credential is looked for. Raises RefusedError.
    """
    kind = kind_of(data)
    if not kind:
        return data
    if len(data) > LARGEST_PICTURE:
        raise RefusedError(Reason.PICTURE_TOO_LARGE, f"{len(data)} bytes")
    if kind == "other":
        raise RefusedError(Reason.PICTURE_KIND)
    if kind == "PNG" and len(data) <= largest:
        try:
            return adapter.baked_in_png(data).encode()
        except RefusedError:
            pass  # a picture without a credential in it: of a QR code, perhaps
    return text_of_square(data).encode()


def text_of_square(data: bytes) -> str:
    """The text of the first QR code. Raises RefusedError: no picture, too many dots, or none to be seen."""
    from zxingcpp import BarcodeFormat, BarcodeFormats, TextMode, read_barcodes

    grey, width, height = _grey(data)
    view = memoryview(grey).cast("B", (height, width))
    found = read_barcodes(view, formats=BarcodeFormats(BarcodeFormat.QRCode), text_mode=TextMode.Plain)
    texts = [one.text.strip() for one in found if one.text.strip()]
    if not texts:
        raise RefusedError(Reason.NOTHING_INSIDE)
    return texts[0]


def _grey(data: bytes) -> tuple[bytes, int, int]:
    """Its dots from black to white, a byte each, row by row; with width and height."""
    from PIL import Image

    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
        _check_dots(picture.size, str(picture.format))
        picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        flat = picture.convert("RGBA") if picture.has_transparency_data else picture
        if flat.mode == "RGBA":
            paper = Image.new("RGBA", flat.size, "white")
            flat = Image.alpha_composite(paper, flat)
        grey = flat.convert("L")
        grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return grey.tobytes(), grey.width, grey.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(Reason.PICTURE_TOO_LARGE, str(error)) from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error) as error:
        raise RefusedError(Reason.PICTURE_BROKEN, str(error)) from error


def _check_dots(size: tuple[int, int], kind: str) -> None:
    width, height = size
    if width * height > MOST_DOTS.get(kind, MOST_DOTS_OTHERWISE):
        raise RefusedError(Reason.PICTURE_TOO_LARGE, f"{width} × {height}")

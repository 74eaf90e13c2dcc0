"""QR codes that stand on paper and lead to our own pages."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def square_of(text: str) -> str:
    """An SVG of a QR code with a quiet zone, as a document takes it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=8, border=2, xmldecl=False)
    return out.getvalue().decode()


def inline_square(text: str) -> SafeString:
    """The same inside a page: no file, no request. `text`: an address of our own."""
    drawn: str = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)

"""Printed documents: a Typst template of ours and the facts to say, made into a tagged PDF (UA-1).

The facts travel as data and are never read as markup, so nobody's text can change a document. A room keeps
its templates beside its HTML ones (`templates/<room>/documents/*.typ`); each begins with

    #import "/templates/documents/sheet.typ": sheet
    #let facts = json(bytes(sys.inputs.facts))
    #show: sheet.with(facts)
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header

PACKAGE = Path(__file__).resolve().parents[1]


class DocumentError(Exception):
    """The document could not be made: a letter without glyph in our fonts, or a fault of the template."""


def make_pdf(room: str, name: str, facts: dict[str, Any], *, made_at: datetime | None = None) -> bytes:
    """The PDF of `templates/<room>/documents/<name>.typ` with the facts; "title" and "language" among them.

    Raises DocumentError. `made_at` stands in the file as its date.
    """
    template = Path(apps.get_app_config(room).path) / "templates" / room / "documents" / f"{name}.typ"
    fonts = [Path(settings.FONT_DIR)] if settings.FONT_DIR else []
    try:
        made: bytes = typst.compile(
            template,
            root=PACKAGE,
            font_paths=fonts,
            format="pdf",
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=made_at,
        )
    except typst.TypstError as fault:
        raise DocumentError(str(fault)) from fault
    return made


def attach(pdf: bytes, filename: str) -> HttpResponse:
    """The PDF as a file to keep, never shown inside a page."""
    headers = {"Content-Disposition": content_disposition_header(True, filename) or "attachment"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)

"""Small documents of each kind, made as programs make them, and bad ones."""

import zipfile
from io import BytesIO

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{type}"/>'
    "</Types>"
)
WORD = CONTENT_TYPES.format(part="word/document.xml", type="wordprocessingml.document.main+xml")
EXCEL = CONTENT_TYPES.format(part="xl/workbook.xml", type="spreadsheetml.sheet.main+xml")
MACRO_WORD = WORD.replace(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
)


def zipped(entries: dict[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def encrypted(content: bytes) -> bytes:
    """The same archive with the flag of a password in its directory and its headers."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(mark)
        while start != -1:
            changed[start + offset] |= 1
            start = changed.find(mark, start + 4)
    return bytes(changed)


GOOD: dict[str, bytes] = {
    "plan.pdf": b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n",
    "photo.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "photo.JPG": b"\xff\xd8\xff\xe0" + b"\0" * 40,
    "photo.jpeg": b"\xff\xd8\xff\xe1" + b"\0" * 40,
    "rules.docx": zipped({"[Content_Types].xml": WORD, "word/document.xml": "<w/>"}),
    "budget.xlsx": zipped({"[Content_Types].xml": EXCEL, "xl/workbook.xml": "<x/>"}),
    "rules.odt": zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"}),
    "budget.ods": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "a": "<o/>"}),
    "notes.txt": "Règlement: ouvert à tous.\n".encode(),
}
BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.pdf", b"", "empty"),
    "25 MB": ("a.pdf", b"%PDF-1.7\n" + b"x" * (25 * 1024 * 1024), "too_large"),
    "a program": ("a.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 40, "unknown"),
    "a program named as text": ("a.txt", b"MZ\x90\0\x03\0\0\0", "unknown"),
    "PNG named PDF": ("a.pdf", GOOD["photo.png"], "denied"),
    "text named PDF": ("a.pdf", b"hello", "denied"),
    "DOCX named XLSX": ("a.xlsx", GOOD["rules.docx"], "denied"),
    "no ending": ("plan", GOOD["plan.pdf"], "denied"),
    "page of a site": ("a.html", b"<script>alert(1)</script>", "denied"),
    "macro document": ("a.docm", zipped({"[Content_Types].xml": MACRO_WORD}), "macros"),
    "macro document renamed": ("a.docx", zipped({"[Content_Types].xml": MACRO_WORD}), "macros"),
    "hidden vbaProject": (
        "a.docx",
        zipped({"[Content_Types].xml": WORD, "word/vbaProject.bin": b"\xcc"}),
        "macros",
    ),
    "vbaProject in capitals": (
        "a.xlsx",
        zipped({"[Content_Types].xml": EXCEL, "xl/VBAPROJECT.BIN": b"\xcc"}),
        "macros",
    ),
    "macro sheet": ("a.xlsx", zipped({"[Content_Types].xml": EXCEL, "xl/macrosheets/a.xml": "x"}), "macros"),
    "Basic in ODT": (
        "a.odt",
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/a.xml": "x"}),
        "macros",
    ),
    "old Word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old_office"),
    "plain zip": ("a.zip", zipped({"a.txt": "hello"}), "unknown"),
    "password": ("a.docx", encrypted(GOOD["rules.docx"]), "password"),
    "cut off": ("a.docx", GOOD["rules.docx"][:-30], "damaged"),
    "bomb": ("a.docx", zipped({"[Content_Types].xml": WORD, "a": b"\0" * (101 * 1024 * 1024)}), "bomb"),
    "too many entries": (
        "a.docx",
        zipped({"[Content_Types].xml": WORD} | {f"a{number}": "" for number in range(2001)}),
        "bomb",
    ),
    "picture with a null": ("a.txt", b"hello\0", "unknown"),
}

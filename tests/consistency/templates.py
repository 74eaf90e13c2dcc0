"""What must not stand in a page: code and looks inside the markup, and words nobody can translate."""

import ast
import re
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

# The content security policy refuses all of these in the browser; here they are found before.
INLINE = {
    "a <style> element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    # JSON-LD is data that no browser runs.
    "a script inside the page": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?! type=\"application/ld\+json\">)", re.IGNORECASE
    ),
    "an on… attribute": re.compile(r"<[^<>]*\s(?:hx-)?on[a-z:-]+\s*=\s*[\"'{]", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
}
# Words that are the same in all languages, or written in the language they name.
SAME_EVERYWHERE = {"Opstap", "Français", "Nederlands", "English", "CSV", "JSON", "AGPL", "PDF", "min", "km"}
SAME_EVERYWHERE |= {"Gini", "Palma", "Theil"}
READ_ALOUD = {"alt", "title", "aria-label", "placeholder"}
WORD = re.compile(r"[^\W\d_]{2,}")
COMMENT = re.compile(r"{#.*?#}")


def inline(text: str) -> list[str]:
    """Return what stands in this markup and belongs in a file of its own."""
    plain = COMMENT.sub("", text)
    return [what for what, pattern in INLINE.items() if pattern.search(plain)]


def inline_in_python(source: str) -> list[str]:
    """Return the same for markup written in the strings of a Python module, docstrings excepted."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    return sorted({what for string in strings for what in inline(string)})


class _Words(HTMLParser):
    """Collects the words that a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        for name, value in attrs:
            if name in READ_ALOUD:
                self.words += WORD.findall(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words += WORD.findall(data)


def untranslatable(template: str) -> list[str]:
    """Return the words of a Django template that no translation can reach."""
    text, depth = [], 0
    for token in Lexer(template).tokenize():
        name = token.contents.split(maxsplit=1)[0] if token.token_type == TokenType.BLOCK else ""
        depth += name in {"blocktranslate", "blocktrans", "comment"}
        depth -= name in {"endblocktranslate", "endblocktrans", "endcomment"}
        if token.token_type == TokenType.TEXT and not depth:
            text.append(token.contents)
        elif token.token_type == TokenType.VAR:
            text.append("0")
    reader = _Words()
    reader.feed("".join(text))
    reader.close()
    return [word for word in reader.words if word not in SAME_EVERYWHERE]

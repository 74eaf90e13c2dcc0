"""What a browser would send for the main form of a page, as it stands."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.textarea = self.select = ""
        self.options: list[tuple[str, bool]] = []
        self.in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.in_main = self.in_main or tag == "main"
        name = found.get("name", "") if self.in_main else ""
        if (
            tag == "input"
            and name
            and not (found.get("type") in {"checkbox", "radio"} and "checked" not in found)
        ):
            self.sent.setdefault(name, []).append(found.get("value", ""))
        elif tag == "textarea" and name:
            self.textarea = name
            self.sent[name] = [""]
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((found.get("value", ""), "selected" in found))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.sent[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "select" and self.options:
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.sent[self.select], self.select = chosen, ""


def sent_by_browser(response: Any) -> dict[str, list[str]]:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.sent

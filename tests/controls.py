"""The controls of a page and the values they offer, for tests that send nearly what the page would send."""

from html.parser import HTMLParser

Controls = dict[str, list[str]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Controls = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "option":
            self._add(self._select, values.get("value", ""))
        elif tag in {"input", "select", "textarea", "button"}:
            self._select = values.get("name", "") if tag == "select" else ""
            self._add(values.get("name", ""), values.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.found.setdefault(name, []).append(value)


def controls(page: str) -> Controls:
    """Name → the values it can have; what a person writes herself has "" or what stands there."""
    reader = _Reader()
    reader.feed(page)
    return reader.found

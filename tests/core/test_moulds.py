import pytest
from django.template import engines
from django.utils.safestring import SafeString

from opstap.core import moulds
from opstap.core.moulds import Mould, gap, mould

TEMPLATE = """{% if is_long %}100 % long{% endif %} <a href="{{ href }}">{{ name }}</a> {{ name }}"""


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moulds, "get_template", lambda _name: engines["django"].from_string(TEMPLATE))


def made(*, is_long: bool) -> Mould:
    return mould("any.html", {"is_long": is_long, "href": gap("href"), "name": gap("name")})


@pytest.mark.parametrize("is_long", [True, False])
@pytest.mark.parametrize("name", ["Ixelles", "<b>1 & 2</b>", "50 %(href)s", SafeString("<b>bold</b>"), 7])
def test_a_filled_mould_is_what_the_template_gives(template: None, is_long: bool, name: object) -> None:
    parts = {"href": "/fr/?a=1&b=2", "name": name}
    rendered = engines["django"].from_string(TEMPLATE).render({**parts, "is_long": is_long})

    assert made(is_long=is_long).fill(**parts) == rendered


def test_a_part_that_was_forgotten_is_an_error(template: None) -> None:
    with pytest.raises(KeyError, match="name"):
        made(is_long=False).fill(href="/")

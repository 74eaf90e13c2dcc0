"""A table to take away, in each kind."""

import pytest

from opstap.core.downloads import KINDS, table_file

ROWS = [{"name": "La Marche", "hours": 25.5}]


@pytest.mark.parametrize(
    ("kind", "begins"), [("csv", "\ufeffname,hours".encode()), ("xlsx", b"PK"), ("ods", b"PK")]
)
def test_a_file_to_take_away(kind: str, begins: bytes) -> None:
    answer = table_file(kind, name="opstap-x", title="Spaces", columns=("name", "hours"), rows=ROWS)
    assert answer.content.startswith(begins)
    assert answer["Content-Type"] == KINDS[kind]
    assert answer["Content-Disposition"] == f'attachment; filename="opstap-x.{kind}"'

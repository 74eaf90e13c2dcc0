"""A change as a link writes it."""

from decimal import Decimal

import pytest

from opstap.coverage.what_if.changes import (
    Change,
    ChangeError,
    Close,
    Hours,
    Longer,
    New,
    Posts,
    read,
    written,
)

WEEK = Hours((1, 2, 3, 4, 5), 540, 1020)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("close~the-help", Close("the-help")),
        ("hours~the-help~6~0900-1300", Longer("the-help", Hours((6,), 540, 780))),
        ("hours~the-help~24~1800-2400", Longer("the-help", Hours((2, 4), 1080, 1440))),
        ("posts~the-help~-0.5", Posts("the-help", Decimal("-0.5"))),
        ("posts~the-help~2", Posts("the-help", Decimal(2))),
        ("new~municipality.21001~1~12345~0900-1700", New("municipality.21001", Decimal(1), WEEK)),
        ("new~1070~0~12345~0900-1700~Hall~2", New("1070", Decimal(0), WEEK, "Hall~2")),
        ("new~50.85,-4.3~0.25~12345~0900-1700", New("50.85,-4.3", Decimal("0.25"), WEEK)),
    ],
)
def test_what_is_written_is_read_again(text: str, change: Change) -> None:
    assert read(text) == change
    assert written(change) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "close",
            "close~",
            "move~a",
            "close~a~b",
            "posts~a~0",
            "posts~a~51",
            "posts~a~1e3",
            "posts~a~NaN",
        ),
        *("posts~a~0.125", "posts~a~٣", "hours~a~~0900-1300", "hours~a~8~0900-1300", "hours~a~61~0900-1300"),
        *("hours~a~6~1300-0900", "hours~a~6~0900-0900", "hours~a~6~0900-2430", "hours~a~6~9-13"),
        *(
            "new~~1~6~0900-1300",
            "new~x~-1~6~0900-1300",
            "new~a\x00b~1~6~0900-1300",
            "new~1,2,3~1~6~0900-1300",
        ),
        "new~municipality.\x00~1~6~0900-1300",
    ],
)
def test_what_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(ChangeError) as problem:
        read(text)
    assert problem.value.code == "unreadable"

"""Outlines from GeoJSON: whatever the file holds, the answer names the feature, and nothing is half-done."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from opstap.exchange.reading import ReadingError, features
from opstap.exchange.reading.features import read_features
from opstap.exchange.services.areas import AreasReport, import_shapes
from opstap.territory import services
from opstap.territory.models import Area, AreaKind, AreaShape

Write = Callable[[str | bytes], Path]
HEAD = '{"type": "FeatureCollection", "features": ['


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "outlines.geojson"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def square(west: float = 4.3, south: float = 50.8) -> dict[str, Any]:
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: Any, code: Any = "21012") -> str:
    return json.dumps({"type": "Feature", "properties": {"code": code}, "geometry": geometry})


def collection(*parts: str) -> str:
    return f"{HEAD}{', '.join(parts)}]}}"


def read(path: Path, **more: Any) -> AreasReport:
    return import_shapes(path, country="BE", kind=AreaKind.MUNICIPALITY, code_property="code", **more)


def refused(report: AreasReport) -> list[tuple[int, str, str]]:
    return [(problem["row"], problem["code"], problem["value"]) for problem in report.problems]


@pytest.fixture
def molenbeek(db: None) -> Area:
    names = {"fr": "Molenbeek"}
    return Area.objects.create(
        country="BE", kind=AreaKind.MUNICIPALITY, code="21012", names=names, lat=50.85, lon=4.33
    )


def test_outlines_are_stored_once(molenbeek: Area, write: Write) -> None:
    path = write("\ufeff" + collection(feature(square())))

    assert (read(path).counts["created"], read(path).counts["unchanged"]) == (1, 1)
    assert AreaShape.objects.get().geometry == square()


BOW = {"type": "Polygon", "coordinates": [[[4.3, 50.8], [4.4, 50.9], [4.4, 50.8], [4.3, 50.9], [4.3, 50.8]]]}


@pytest.mark.parametrize(
    ("geometry", "code", "value"),
    [
        (BOW, "rings-cross", "21012 @ 4.30000, 50.80000"),
        (square(50.8, 4.3), "far-from-its-area", "21012 @ 50.80000, 4.30000"),
        (square(149000, 170000), "outside-the-globe", "21012"),
        ({"type": "Polygon", "coordinates": [[[10**400, 50.8]] * 4]}, "outside-the-globe", "21012"),
        ({"type": "Polygon", "coordinates": [square()["coordinates"][0][:4]]}, "ring-not-closed", "21012"),
        ({"type": "Point", "coordinates": [4.3, 50.8]}, "not-an-outline", "21012"),
        ({"type": "Polygon", "coordinates": [[[4.3, float("nan")]] * 4]}, "not-an-outline", "21012"),
        ({"type": "Polygon"}, "not-an-outline", "21012"),
        (None, "not-an-outline", "21012"),
    ],
)  # fmt: skip
def test_a_geometry_that_is_no_outline_is_refused_by_its_number(
    molenbeek: Area, write: Write, geometry: Any, code: str, value: str
) -> None:
    report = read(write(collection(feature(square()), feature(geometry))))

    assert (report.counts["created"], refused(report)) == (1, [(2, code, value)])
    assert AreaShape.objects.get().geometry == square()


@pytest.mark.parametrize("code", [None, "", "x\x00", ["21012"], "99999", 10**300])
def test_a_feature_of_no_area_is_refused(molenbeek: Area, write: Write, code: Any) -> None:
    report = read(write(collection(feature(square(), code))))

    assert [problem["column"] for problem in report.problems] == ["code"]


@pytest.mark.parametrize("part", ["1", "null", "[]", '{"properties": [1]}', '{"properties": "21012"}', "{}"])
def test_what_is_no_feature_is_refused(molenbeek: Area, write: Write, part: str) -> None:
    assert [code for _row, code, _value in refused(read(write(collection(part))))] == ["no_code"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "broken_json"),
        ("{", "broken_json"),
        ("{}", "no_records"),
        ('{"features": 3}', "no_records"),
        (collection(), "no_records"),
        (HEAD, "broken_json"),
        (HEAD + '{"properties":', "broken_json"),
        (HEAD + "{}", "broken_json"),
        (HEAD + "{}]", "broken_json"),
        (HEAD + "[" * 100_000, "broken_json"),
        (HEAD + '{"a": b}' + " " * 200_000 + "]}", "broken_json"),
        (HEAD + "1" * 5000 + "]}", "broken_json"),
        (b"\xff\xfe\x00", "broken_json"),
        (HEAD.encode() + b'{"properties": "\xff"}]}', "broken_json"),
    ],
)
def test_a_file_that_is_no_collection_is_refused_whole(write: Write, text: str | bytes, code: str) -> None:
    with pytest.raises(ReadingError) as raised:
        list(read_features(write(text)))

    assert raised.value.code == code


def test_a_file_that_breaks_off_leaves_nothing(molenbeek: Area, write: Write) -> None:
    with pytest.raises(ReadingError):
        read(write(HEAD + feature(square()) + ', {"type": "Fea'))

    assert AreaShape.objects.count() == 0


def test_a_dry_run_leaves_nothing(molenbeek: Area, write: Write) -> None:
    assert read(write(collection(feature(square()))), dry_run=True).counts["created"] == 1
    assert AreaShape.objects.count() == 0


def test_a_long_file_is_read_in_the_memory_of_a_feature(write: Write) -> None:
    one = json.dumps({"properties": {"note": "x" * 100_000}})
    path = write(collection(*[one] * 120))
    tracemalloc.start()
    number = sum(1 for _ in read_features(path))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (number, most < 8_000_000 < path.stat().st_size) == (120, True)


def test_a_feature_that_is_too_long_is_named(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "FEATURE_LENGTH", 1000)
    monkeypatch.setattr(features, "_PART", 100)
    with pytest.raises(ReadingError) as raised:
        list(read_features(write(collection("{}", '{"a": "' + "x" * 5000 + '"}'))))

    assert (raised.value.code, raised.value.detail) == ("feature_too_large", {"number": 2, "limit": 1000})


def test_a_file_that_is_too_large_is_not_opened(db: None, tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    with path.open("wb") as file:
        file.truncate(features.FILE_BYTES + 1)
    with pytest.raises(CommandError, match=r"Cut it in parts\. Nothing was written\."):
        call_command("import_data", "shapes", str(path))


def test_an_outline_of_too_many_points_is_refused(
    molenbeek: Area, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_COMPARED", 2)

    assert refused(read(write(collection(feature(square()))))) == [(1, "too-detailed", "21012")]

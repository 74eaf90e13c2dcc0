import io
import json
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from opstap.exchange.reading import ReadingError, read_bytes, read_table
from opstap.exchange.reading.files.delimited import separator_of

ROWS = "nom;ville\nMédiathèque de l’Étoile;Évreux\nÉcole;Liège\n"


def cells(data, column="nom"):
    return [row.cell(column) for row in read_bytes(data).rows]


def error_of(data):
    with pytest.raises(ReadingError) as caught:
        read_bytes(data)
    return caught.value.code, caught.value.detail.get("kind", "")


# --- encodings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_the_encoding_is_found(encoding):
    assert cells(ROWS.encode(encoding)) == ["Médiathèque de l’Étoile", "École"]


@pytest.mark.parametrize("encoding", ["latin-1", "cp850"])
def test_older_encodings_are_found(encoding):
    assert cells("nom;ville\nMédiathèque;Évreux\n".encode(encoding)) == ["Médiathèque"]


def test_a_few_broken_bytes_do_not_spoil_a_utf8_file():
    data = ("nom\n" + "Médiathèque de l’école élémentaire\n" * 9).encode() + b"Caf\xe9\n"
    table = read_bytes(data)
    assert (table.rows[0].cell("nom"), table.rows[-1].cell("nom")) == (
        "Médiathèque de l’école élémentaire",
        "Caf\ufffd",
    )
    assert [note.code for note in table.notes] == ["bad_bytes"]


# --- separators, quotes, ragged rows ---------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    text = "nom;adresse;ville\nA;x;Gent\nB;y;Luik\n".replace(";", separator)
    table = read_bytes(text.encode())
    assert (table.delimiter, table.columns) == (separator, ("nom", "adresse", "ville"))


def test_separators_inside_texts_do_not_count():
    sample = 'nom,services\n"A, le petit","un;deux;trois"\nB,"quatre;cinq"\nC,"a;b;c"\n'
    assert separator_of(sample) == ","


def test_a_line_end_inside_quotes_belongs_to_the_cell():
    assert cells(b'nom,note\r\n"Espace\r\nA",x\r\nB,y\r\n') == ["Espace\r\nA", "B"]


def test_the_line_excel_writes_first_is_understood():
    table = read_bytes(b"sep=|\nnom|ville\nA|Gent\n")
    assert [(row.number, row.values) for row in table.rows] == [(3, {"nom": "A", "ville": "Gent"})]


def test_rows_are_numbered_as_a_spreadsheet_shows_them_and_blank_ones_left_out():
    assert [row.number for row in read_bytes(b"nom,ville\nA,x\n,\n\nB,y\n").rows] == [2, 5]


def test_a_title_above_the_header_is_skipped():
    table = read_bytes(b"Liste des lieux;;\nnom;ville;cp\nA;Gent;9000\n")
    assert (table.columns, table.rows[0].number) == (("nom", "ville", "cp"), 3)
    assert [note.code for note in table.notes] == ["skipped_lines"]


def test_a_row_with_too_many_cells_is_refused_and_one_with_too_few_is_read():
    table = read_bytes(b"nom,ville\nA,x,y\nB\nC,z,\n")
    found = [[(problem.code, problem.severity) for problem in row.problems] for row in table.rows]
    assert found == [[("too_many_cells", "refused")], [("too_few_cells", "warning")], []]


def test_columns_without_name_and_with_the_same_name_are_told_apart():
    table = read_bytes(b"nom,,nom\nA,B,C\n")
    assert table.columns == ("nom", "column_2", "nom_2")
    assert [note.code for note in table.notes] == ["empty_column", "duplicate_column"]


def test_nul_characters_are_dropped():
    assert cells(b"nom,ville\nA\0B,x\n") == ["AB"]


def test_an_unclosed_quote_does_not_swallow_the_file():
    lines = "".join(f"Lieu {number},{'x' * 900}\n" for number in range(60))
    table = read_bytes(f'nom,note\nA,"ouvert\n{lines}'.encode())
    assert (len(table.rows), table.rows[-1].cell("nom")) == (61, "Lieu 59")
    assert "broken_quotes" in [note.code for note in table.notes]


def test_a_column_is_found_whatever_its_capitals_spaces_and_apostrophe():
    table = read_bytes("Nom de l’organisation ,Ville\nA,x\n".encode())
    assert [table.column("nom de l'organisation"), table.column("VILLE"), table.column("cp")] == [
        "Nom de l’organisation",
        "Ville",
        None,
    ]


def test_formulas_stay_text():
    assert cells(b'nom,ville\n"=HYPERLINK(""http://x"")",a\n+CMD,b\n@SUM(1),c\n-2+3,d\n') == [
        '=HYPERLINK("http://x")',
        "+CMD",
        "@SUM(1)",
        "-2+3",
    ]


# --- what is no table ------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"  \r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0", b",,\n,,\n"])
def test_an_empty_file_says_so(data):
    assert error_of(data) == ("empty", "")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_excel"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "xml"),
        (bytes(range(1, 256)) * 20, "binary"),
    ],
)
def test_other_kinds_of_file_are_named(data, kind):
    assert error_of(data) == ("not_a_table", kind)


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def test_zips_that_are_no_workbook_are_named():
    ods = zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")
    assert [error_of(ods), error_of(zipped(a="b"))] == [("not_a_table", "ods"), ("not_a_table", "archive")]


def test_a_damaged_workbook_says_so():
    assert [error_of(zipped(xl__workbook="<")), error_of(b"PK\x03\x04rubbish")] == [("broken_xlsx", "")] * 2


def test_paths_that_cannot_be_read(tmp_path):
    big = tmp_path / "big.csv"
    big.write_bytes(b"nom\n" * 100)
    found = []
    for path, limit in ((tmp_path, 9), (tmp_path / "none", 9), (big, 9), ("a\0b", 9), ("/dev/null", 9)):
        with pytest.raises(ReadingError) as caught:
            read_table(path, limit=limit)
        found.append(caught.value.code)
    assert found == ["directory", "missing", "too_large", "missing", "unreadable"]


# --- JSON ------------------------------------------------------------------------------------------


def test_a_list_of_objects_becomes_a_table():
    data = json.dumps([{"nom": " A ", "cp": 1000, "lat": 50.0, "ok": True}, {"nom": None, "neuf": [1, "b"]}])
    table = read_bytes(data.encode())
    assert table.columns == ("nom", "cp", "lat", "ok", "neuf")
    assert [row.values for row in table.rows] == [
        {"nom": "A", "cp": "1000", "lat": "50", "ok": "true"},
        {"nom": "", "neuf": "1|b"},
    ]


def test_numbers_keep_their_digits_and_nan_is_nothing():
    assert cells(b'[{"nom": 35600000063516}, {"nom": 47.47280935}, {"nom": NaN}, {"nom": "nan"}]') == [
        "35600000063516",
        "47.47280935",
        "",
        "",
    ]


def test_what_no_database_takes_is_dropped():
    row = read_bytes(b'[{"n\\ud800om": "A\\u0000B\\udfff", "x": {"y": "\\u0000"}}]').rows[0]
    assert row.values == {"nom": "AB", "x": '{"y": "\\u0000"}', "x.y": ""}


def test_an_object_inside_is_kept_whole_and_by_its_parts():
    row = read_bytes(b'[{"point": {"lon": 4.35, "lat": 50.84}}]').rows[0]
    assert (row.cell("point"), row.cell("point.lat")) == ('{"lon": "4.35", "lat": "50.84"}', "50.84")


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b'{"total": 2, "results": [{"nom": "A"}, {"nom": "B"}]}', "json"),
        (b'[{"recordid": "1", "fields": {"nom": "A"}}, {"recordid": "2", "fields": {"nom": "B"}}]', "json"),
        (b'{"nom": "A"}\n\n{"nom": "B"}\n', "ndjson"),
        (b'\xef\xbb\xbf[{"nom": "A"}, {"nom": "B"}]', "json"),
    ],
)
def test_the_shapes_of_json(data, form):
    table = read_bytes(data)
    assert (table.format, [row.cell("nom") for row in table.rows]) == (form, ["A", "B"])


def test_geojson_points_become_columns():
    feature = {
        "type": "Feature",
        "id": 7,
        "properties": {"nom": "A"},
        "geometry": {"type": "Point", "coordinates": [4.35, 50.84]},
    }
    table = read_bytes(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    assert table.rows[0].values == {"nom": "A", "id": "7", "longitude": "4.35", "latitude": "50.84"}


def test_what_is_not_an_object_is_a_refused_row():
    rows = read_bytes(b'[{"nom": "A"}, 3]').rows
    assert [[problem.code for problem in row.problems] for row in rows] == [[], ["not_an_object"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'[{"nom": ', "broken_json"),
        (b'{"a": [{"x": 1}], "b": [{"y": 2}]}', "no_records"),
        (b"[1, 2]", "no_records"),
        (b"[" * 100_000, "broken_json"),
    ],
)
def test_json_that_is_no_table(data, code):
    assert error_of(data)[0] == code


def test_a_broken_json_says_where():
    with pytest.raises(ReadingError) as caught:
        read_bytes(b'[\n{"nom": "A",}\n]')
    assert caught.value.detail["line"] == 2


# --- XLSX ------------------------------------------------------------------------------------------


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_first_sheet_with_rows_is_read():
    table = read_bytes(
        workbook(("Lisez-moi", []), ("Lieux", [["nom", "cp"], ["A", 1000], [None, None], ["B", 9000.0]]))
    )
    assert (table.format, table.notes[0].detail) == ("xlsx", {"sheet": "Lieux"})
    assert [(row.number, row.values) for row in table.rows] == [
        (2, {"nom": "A", "cp": "1000"}),
        (4, {"nom": "B", "cp": "9000"}),
    ]


def test_dates_and_truth_values_of_a_sheet_become_text():
    rows = [["a", "b", "c"], [date(2026, 11, 24), datetime(2026, 11, 24, 9, 2), True]]
    assert read_bytes(workbook(("x", rows))).rows[0].values == {
        "a": "2026-11-24",
        "b": "2026-11-24 09:02:00",
        "c": "true",
    }


def test_a_formula_without_a_computed_value_stays_its_text():
    table = read_bytes(workbook(("x", [["nom", "n"], ["A", "=1+1"]])))
    assert (table.rows[0].cell("n"), [note.code for note in table.notes]) == ("=1+1", ["sheet", "formulas"])


def test_a_workbook_without_rows_is_empty():
    assert error_of(workbook(("x", [])))[0] == "empty"


# --- anything --------------------------------------------------------------------------------------


def reads_or_says_why(data):
    try:
        table = read_bytes(data)
    except ReadingError:
        return
    assert len(set(table.columns)) == len(table.columns)
    assert all(set(row.values) <= set(table.columns) for row in table.rows)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data):
    reads_or_says_why(data)


@given(st.text(alphabet=st.sampled_from('a1é,;|\t"\n\r{}[]: \0=\ufeff'), max_size=120))
def test_any_text_is_read_or_refused_in_words(text):
    reads_or_says_why(text.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_or_refused_in_words(value):
    reads_or_says_why(json.dumps(value).encode())


@given(st.binary(max_size=200), st.integers(0, 3000))
def test_any_damage_to_a_workbook_is_refused_in_words(rubbish, place):
    data = workbook(("x", [["nom"], ["A"]]))
    reads_or_says_why(data[:place] + rubbish + data[place + len(rubbish) :])

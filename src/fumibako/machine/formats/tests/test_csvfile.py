"""CSV files as Excel, Google and people make them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumibako.machine.formats.csvfile import MAX_BYTES, MAX_ROWS, BadCsv, Charset, guarded, plain, read, write

pytestmark = pytest.mark.feature("B2", "B3")
TEXT = "部署・氏名,メールアカウント,パスワード\r\n営業部　髙橋①,takahashi,Kaban-77\r\n"


@pytest.mark.parametrize(
    ("codec", "charset"), [("utf-8", Charset.UTF_8), ("utf-8-sig", Charset.UTF_8), ("cp932", Charset.CP932)]
)
def test_the_charset_is_told_by_the_bytes(codec: str, charset: Charset) -> None:
    file = read(TEXT.encode(codec))
    assert file.charset is charset
    assert file.header.cells == ("部署・氏名", "メールアカウント", "パスワード")
    assert file.rows[0].cells == ("営業部　髙橋①", "takahashi", "Kaban-77")


def test_half_width_kana_of_cp932_are_read() -> None:
    assert read("ｼﾒｲ,a\nﾀﾅｶ,b".encode("cp932")).rows[0].cells == ("ﾀﾅｶ", "b")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_header(delimiter: str) -> None:
    file = read(TEXT.replace(",", delimiter).encode())
    assert [len(file.header.cells), len(file.rows[0].cells)] == [3, 3]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(newline: str) -> None:
    assert [row.cells for row in read(f"a,b{newline}1,2{newline}3,4".encode()).rows] == [("1", "2"), ("3", "4")]


def test_a_row_knows_its_line_behind_empty_ones_and_line_breaks_in_cells() -> None:
    rows = read(b'a,b\n\n,  ,\n"x\ny\nz",1\nq,2\n').rows
    assert [(row.line, row.cells) for row in rows] == [(4, ("x\ny\nz", "1")), (7, ("q", "2"))]


def test_a_line_separator_of_unicode_is_no_new_line() -> None:
    assert read("a,b\nx\u2028y,\x0b1\n".encode()).rows[0].cells == ("x\u2028y", "\x0b1")


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", 0),
        (b"\xef\xbb\xbf", "empty", 0),
        (b"\n\n , \n", "empty", 0),
        (b"PK\x03\x04whatever", "workbook", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "workbook", 0),
        ("a,b\n1,2".encode("utf-16"), "charset", 0),
        (b"a,b\n\x81\x00,2", "charset", 0),
        (b"\xff\xfe\xfd", "charset", 0),
        (b'a,b\n1,2\n"x"y,3\n', "quotes", 3),
        (b'a,b\n1,2\n"never closed,3\n4,5\n', "quotes", 3),
        (b"a" * (MAX_BYTES + 1), "large", 0),
        (b"a\n" + b"1\n" * (MAX_ROWS + 1), "rows", 0),
        (b"a,b\n1," + b"x" * 200_000, "quotes", 2),
    ],
)
def test_case_114_what_is_no_csv_file_is_refused_with_its_line(content: bytes, code: str, line: int) -> None:
    with pytest.raises(BadCsv) as refused:
        read(content)
    assert (refused.value.code, refused.value.line) == (code, line)


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋", "－", "＠", "'=1", "''=1"]
)
def test_case_113_a_cell_that_would_be_a_formula_is_not_one(text: str) -> None:
    cell = guarded(text)
    assert cell == f"'{text}"
    assert plain(cell) == text


@pytest.mark.parametrize("text", ["", "営業部", "a=b", "1-2", "'tis", "O'Neil", "'"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guarded(text) == plain(text) == text


@given(st.text())
def test_guarding_loses_nothing(text: str) -> None:
    assert plain(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=4), min_size=1))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    rows = [["first", "second"], *[row for row in rows if any(cell.strip() for cell in row)]]
    file = read(write(rows, Charset.UTF_8))
    assert [list(row.cells) for row in (file.header, *file.rows)] == rows


def test_excel_knows_the_charset_of_what_we_write() -> None:
    assert write([["a", "髙橋"]], Charset.UTF_8).startswith(b"\xef\xbb\xbf")
    assert write([["a", "髙橋"]], Charset.CP932) == "a,髙橋\r\n".encode("cp932")


def test_what_cp932_does_not_have_is_not_replaced() -> None:
    with pytest.raises(UnicodeEncodeError):
        write([["𠮷田"]], Charset.CP932)

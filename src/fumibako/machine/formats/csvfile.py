"""CSV files as people bring them and spreadsheets open them (RFC 4180, and what Excel makes of it).

Read: UTF-8 with or without a BOM, or CP932, told apart by their bytes; commas, semicolons or tabs; line breaks in
quoted cells. Each row knows the line it begins at. Written: CP932 or UTF-8 with a BOM, which Excel knows it by.

A cell that begins like a formula is executed by whoever opens the file. `guarded` puts an apostrophe before such a
text, `plain` takes it off again; both ways lose nothing.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 5 << 20
MAX_ROWS = 20_000
_DELIMITERS = ",;\t"
# What spreadsheets take for the beginning of a formula, also in full width.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")

# No text has a NUL; the others are what Python's cp932 makes of octets that stand for nothing.
_NO_TEXT = re.compile("[\0\uf8f0-\uf8f3]")


class Charset(StrEnum):
    UTF_8 = "utf-8"
    CP932 = "cp932"


class BadCsv(ValueError):
    """code: "empty", "charset", "workbook", "quotes", "large" or "rows"; line: where it is, 0: nowhere."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(f"{code} in line {line}")
        self.code, self.line = code, line


@dataclass(frozen=True)
class CsvRow:
    """line: of the file, at which the row begins, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CsvFile:
    charset: Charset
    header: CsvRow
    rows: tuple[CsvRow, ...]


def read(content: bytes) -> CsvFile:
    """Rows without any text are left out. Raises BadCsv."""
    if len(content) > MAX_BYTES:
        raise BadCsv("large")
    text, charset = _decoded(content)
    rows = list(_rows(text))
    if not rows:
        raise BadCsv("empty")
    if len(rows) - 1 > MAX_ROWS:
        raise BadCsv("rows")
    return CsvFile(charset, rows[0], tuple(rows[1:]))


def write(rows: Iterable[Sequence[str]], charset: Charset) -> bytes:
    """Raises UnicodeEncodeError for what CP932 does not have."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig" if charset is Charset.UTF_8 else charset)


def write_either(rows: Sequence[Sequence[str]], charset: Charset) -> bytes:
    """In that charset, or in UTF-8 where it does not have all of the characters."""
    try:
        return write(rows, charset)
    except UnicodeEncodeError:
        return write(rows, Charset.UTF_8)


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet executes."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(cell: str) -> str:
    """Return the text that was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _decoded(content: bytes) -> tuple[str, Charset]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # .xlsx, .xls
        raise BadCsv("workbook")
    for codec, charset in (("utf-8-sig", Charset.UTF_8), ("cp932", Charset.CP932)):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text):
            return text, charset
    raise BadCsv("charset")


def _rows(text: str) -> Iterator[CsvRow]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield CsvRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadCsv("quotes", line) from error

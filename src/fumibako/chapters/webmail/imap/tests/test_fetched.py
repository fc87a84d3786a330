"""What FETCH says of a list's mails, read as IMAPClient reads it."""

from dataclasses import replace
from typing import Any

import pytest
from imapclient.response_parser import parse_fetch_response

from fumibako.chapters.webmail.imap.fetched import Unreadable, fetched_of

pytestmark = pytest.mark.feature("F")
ENVELOPE = (
    b'ENVELOPE ("Mon, 23 Nov 2026 14:05:00 +0900" %s (("\\"A\\\\B\\" (x)" NIL "a" "out.example")) NIL NIL '
    b'((NIL NIL "b" "x.example")("C" NIL "c" "x.example")) NIL NIL NIL "<1@x>")'
)
STRUCTURE = (
    b'BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "8bit" 9 1 NIL NIL NIL NIL)'
    b'("image" "png" NIL NIL NIL "base64" 9 NIL ("attachment" ("filename" "a) (b.png")) NIL NIL) "mixed" NIL NIL NIL)'
)
REST = b'INTERNALDATE " 3-Nov-2026 14:05:00 +0930" RFC822.SIZE 900'
ANSWERS: tuple[list[Any], ...] = (
    [b"7 (UID 9 FLAGS (\\Seen $HasAttachment) %s %s %s)" % (ENVELOPE % b'"x"', STRUCTURE, REST)],
    [b"7 (UID 9 FLAGS () %s)" % (ENVELOPE % b"NIL"), b"8 (UID 10 FLAGS (\\Flagged) PREVIEW NIL)"],
    [
        (b"7 (UID 9 PREVIEW {13}", b'a ) "{3}\r\n\\ b'),
        (b" FLAGS () " + ENVELOPE.partition(b"%s")[0] + b"{5}", b"(NIL)"),
        ENVELOPE.partition(b"%s")[2] + b" RFC822.SIZE 3)",
    ],
    [b'7 (UID 9 PREVIEW "\xe6\x9c\xac (NIL) {5}" FLAGS ())'],
    [b"7 (FLAGS (\\Seen) UID 9)"],
)


@pytest.mark.parametrize("told", ANSWERS)
def test_every_answer_is_read_as_imapclient_reads_it(told: list[Any]) -> None:
    as_imapclient = parse_fetch_response(list(told), normalise_times=False)
    ours = {said[b"UID"]: (place, said) for place, said in fetched_of(told)}
    assert {*ours} == {*as_imapclient}
    for uid, expected in as_imapclient.items():
        place, said = ours[uid]
        assert place == expected[b"SEQ"] and {*said} == {*expected} - {b"SEQ"} | {b"UID"}
        for name in {*expected} & {b"INTERNALDATE", b"RFC822.SIZE", b"PREVIEW"}:
            assert said[name] == expected[name]
        assert [*said[b"FLAGS"]] == [*expected[b"FLAGS"]]
        if b"ENVELOPE" in expected:
            assert said[b"ENVELOPE"] == replace(expected[b"ENVELOPE"], date=None)
        if b"BODYSTRUCTURE" in expected:
            assert b"attachment" in said[b"BODYSTRUCTURE"][1][8]


def test_a_flag_of_digits_and_one_called_nil_are_flags() -> None:
    told = [b"1 (UID 1 FLAGS (2026 0 NIL \\Seen))"]
    assert fetched_of(told)[0][1][b"FLAGS"] == [b"2026", b"0", b"NIL", b"\\Seen"]


def test_parts_in_one_another_however_deep_are_read() -> None:
    fetched_of([b"1 (UID 1 BODYSTRUCTURE " + b"(" * 50_000 + b")" * 50_000 + b")"])


@pytest.mark.parametrize(
    "told",
    [
        [b"1 (UID 1"],
        [b"1 UID 1)"],
        [b"1 (UID)"],
        [b"1"],
        [(b"", b"x")],
        [b'1 (UID 1 INTERNALDATE "yesterday")'],
        [b'1 (UID 1 ENVELOPE ("x"))'],
        [b"1 (UID 1 FLAGS NIL)"],
    ],
)
def test_what_no_server_may_say_is_refused(told: list[Any]) -> None:
    with pytest.raises(Unreadable):
        fetched_of(told)

"""However the stream is cut: the same message comes out, and one message stays one."""

from hypothesis import given
from hypothesis import strategies as st

from fumibako.processes.filterd.lmtp.wire import DotReader, DotWriter

# Built from the sequences that matter on the wire, so that their combinations are frequent.
pieces = st.lists(st.sampled_from([b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"a", b"\x00", b"bc"])).map(b"".join)
cuts = st.lists(st.integers(1, 4), min_size=1)


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    found, at, turn = [], 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        found.append(data[at : at + size])
        at, turn = at + size, turn + 1
    return found


def read(wire: bytes, sizes: list[int]) -> tuple[bytes, bytes | None]:
    reader, text = DotReader(), b""
    parts = cut(wire, sizes)
    for number, part in enumerate(parts, 1):
        more, rest = reader.feed(part)
        text += more
        if rest is not None:
            return text, rest + b"".join(parts[number:])
    return text, None


def written(mail: bytes, sizes: list[int]) -> bytes:
    writer = DotWriter()
    return b"".join(writer.stuff(part) for part in cut(mail, sizes)) + writer.end()


@given(pieces, cuts, cuts)
def test_a_mail_with_proper_line_ends_comes_back_unchanged(raw: bytes, out: list[int], into: list[int]) -> None:
    mail = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if mail and not mail.endswith(b"\r\n"):
        mail += b"\r\n"
    assert read(written(mail, out) + b"NOOP\r\n", into) == (mail, b"NOOP\r\n")


@given(pieces, cuts, cuts)
def test_cutting_changes_nothing(wire: bytes, some: list[int], others: list[int]) -> None:
    wire += b"\r\n.\r\nrest"
    assert read(wire, some) == read(wire, others)


@given(pieces, cuts)
def test_case_073_what_was_read_as_one_mail_is_written_as_one(wire: bytes, sizes: list[int]) -> None:
    text, rest = read(wire + b"\r\n.\r\n", sizes)
    assert rest is not None
    again, nothing = read(written(text, sizes), sizes)
    assert (again, nothing) == (text if text.endswith(b"\r\n") or not text else text + b"\r\n", b"")


@given(pieces, cuts)
def test_no_lone_line_feed_leaves(wire: bytes, sizes: list[int]) -> None:
    text, _ = read(wire + b"\r\n.\r\n", sizes)
    assert text.count(b"\n") == text.count(b"\r\n")

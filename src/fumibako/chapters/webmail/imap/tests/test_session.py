"""What a session asks of IMAP, with a client that remembers. Real Dovecot: tests/journeys/test_webmail.py."""

from typing import Any

import pytest

from fumibako.chapters.webmail.imap import Folder, Session
from fumibako.chapters.webmail.imap.uids import packed

pytestmark = pytest.mark.feature("F")
LONGEST = 60_000
MANY = [uid * 2 for uid in range(1, 20_001)]


class Client:
    """threads: THREAD's answer, None for one that is too deep to be read. Each line must be one that Dovecot takes."""

    def __init__(self, threads: list[Any] | None = None) -> None:
        self.threads = threads
        self.asked: list[int] = []
        self._imap = self

    def select_folder(self, name: str, readonly: bool) -> dict[bytes, int]:
        return {b"EXISTS": 0}

    def _raw_command_untagged(self, name: bytes, command: list[bytes], uid: bool) -> list[Any]:
        return [None]

    def thread(self, algorithm: str) -> list[Any]:
        if self.threads is None:
            raise RecursionError
        return self.threads

    def fetch(self, uids: list[int], wanted: Any) -> dict[int, Any]:
        if "FLAGS" in wanted and len(wanted) == 1:
            return {uid: {b"FLAGS": ()} for uid in self._taken(uids)}
        return {}

    def has_capability(self, name: str) -> bool:
        return False

    def add_flags(self, uids: list[int], flags: Any, silent: bool) -> None:
        self._taken(uids)

    def delete_messages(self, uids: list[int], silent: bool) -> None:
        self._taken(uids)

    def uid_expunge(self, uids: list[int]) -> None:
        pass

    def move(self, uids: list[int], to: str) -> None:
        self._copied = f"1 {packed(uids)} {packed(uids)}".encode()
        self._taken(uids)

    def response(self, code: str) -> tuple[str, list[bytes]]:
        return code, [self._copied]

    def _taken(self, uids: list[int]) -> list[int]:
        assert len(",".join(map(str, uids))) < LONGEST
        self.asked += uids
        return uids


def session(client: Client) -> Session:
    made = Session.__new__(Session)
    made._client = client
    return made


def test_many_uids_go_in_lines_that_dovecot_takes() -> None:
    client = Client([MANY])
    its = session(client)
    its.mark("INBOX", MANY, "\\Seen", is_on=True)
    its.delete("INBOX", MANY)
    assert its.move("INBOX", MANY, "Trash") == MANY
    assert client.asked == MANY * 3
    its.conversations(Folder("INBOX", "INBOX", number=20_000), range(50))
    assert sorted(client.asked[len(MANY) * 3 :]) == MANY


def test_threads_too_deep_to_be_read_are_listed_one_by_one() -> None:
    found = session(Client(None)).conversations(Folder("INBOX", "INBOX"), range(50))
    assert (found.rows, found.number) == ((), 0)

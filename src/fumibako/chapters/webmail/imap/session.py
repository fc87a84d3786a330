"""One connection, logged in by a token in its user's name (docs/decisions/0050)."""

import re
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response

from fumibako.chapters.webmail.imap.conversations import in_conversations
from fumibako.chapters.webmail.imap.fetched import Unreadable, fetched_of
from fumibako.chapters.webmail.imap.misread import EVERY_MISREAD, IN_A_PIECE, MOST, OCTETS, is_found, misread_keys
from fumibako.chapters.webmail.imap.pool import POOL
from fumibako.chapters.webmail.imap.search import EVERYTHING, Search, string_of
from fumibako.chapters.webmail.imap.uids import in_pieces, packed, unpacked
from fumibako.chapters.webmail.imap.values import Folder, Listing, Row, in_order, row_of, shared_of
from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.tokens import token
from fumibako.machine.formats.charsets import one_line

SECONDS = 30.0
MAX_CONVERSATION = 30
_ROW = ("UID", "FLAGS", "ENVELOPE", "RFC822.SIZE", "INTERNALDATE", "BODYSTRUCTURE")
_ROLES = (b"\\Sent", b"\\Junk", b"\\Trash", b"\\Drafts")
MOST_KNOWN = 10_000
# Folders, up to a UID, without a mail that Dovecot cannot read: address, folder, UIDVALIDITY, UIDNEXT.
_ALL_READ: set[tuple[str, str, int, int]] = set()
_ADDED = re.compile(rb"APPENDUID [0-9]+ ([0-9]+)")  # RFC 4315


class Away(Exception):
    """Dovecot does not answer, or not as expected."""


class NotAllowed(Away):
    """In a shared mailbox: its administrator does not let this person do it."""


class NotIndexed(Away):
    """What is looked for cannot be found before the folder's index is made, which goes on."""


class Gone(Exception):
    """There is no such folder or mail."""


class Full(Exception):
    """The mailbox has no space left."""


class Session:
    """Every method raises Away, and Gone where it names a folder or a mail."""

    _address = ""
    _selected = ("", 0, 0)
    _number = 0
    _place = ("", 0, 0)

    def __init__(self, config: Config, address: str) -> None:
        self._address = address
        waiting = POOL.take(address)
        if isinstance(waiting, IMAPClient):
            self._client = waiting
            return
        # Not verified: it does not leave the machine, and a box to try has a certificate of its own making.
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            self._client = IMAPClient(config.own_address, port=config.ports.imaps, ssl_context=context, timeout=SECONDS)
            self._client.normalise_times = False
            self._client.oauthbearer_login(address, token(config, address))
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """It stays for the next request, unless something went wrong with it."""
        if kind is None or issubclass(kind, Gone):
            POOL.give(self._address, self._client)
            return
        with suppress(OSError, IMAPClientError):
            self._client.shutdown()

    def folders(self) -> tuple[Folder, ...]:
        """The usual ones first, then the others by name."""
        try:
            listed = self._client._proc_folder_list(self._listed())
            counts = _counts(self._client._imap.response("STATUS")[1])
            found = [
                (_folder(name, flags, counts[name]), (separator or b"").decode())
                for flags, separator, name in listed
                if b"\\Noselect" not in flags and b"\\NonExistent" not in flags and name in counts
            ]
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        return in_order(found)

    def _listed(self) -> list[Any]:
        """Every folder, and with it STATUS of each (RFC 5819, RFC 6154, RFC 7162)."""
        command = [b'""', b'"*"', b"RETURN", b"(SPECIAL-USE STATUS (UNSEEN MESSAGES UIDNEXT HIGHESTMODSEQ))"]
        found: list[Any] = self._client._raw_command_untagged(b"LIST", command, uid=False)
        return found

    def name_of(self, role: str) -> str:
        """The folder of that special use."""
        try:
            found = [name for flags, _, name in self._client.list_folders() if _role(name, flags) == role]
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        if not found:
            raise Gone(role)
        return str(found[0])

    def listing(self, folder: Folder, places: range, search: Search = EVERYTHING) -> Listing:
        """What stands at these places of the folder, or of what is found in it, counted from the newest."""
        number = self._select(folder.name, is_for_looking=True)
        try:
            if search:
                uids = self._found(search)
                return Listing(self._rows(folder, uids[places.start : places.stop]), len(uids))
            return Listing(self._rows_at(folder, number - places.stop + 1, number - places.start), number)
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error

    def conversations(self, folder: Folder, places: range) -> Listing:
        """Some of the folder's conversations, each as its newest mail, unread where one of them is. One by one where
        they are nested too deep to be read."""
        self._select(folder.name, is_for_looking=True)
        try:
            threads = in_conversations(self._client.thread("REFS"))
            chosen = threads[places.start : places.stop]
            flags = self._fetched([uid for uids in chosen for uid in uids], ["FLAGS"])
            rows = {row.uid: row for row in self._rows(folder, [uids[0] for uids in chosen])}
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        except RecursionError:
            return self.listing(folder, places)
        unread = {uid for uid, found in flags.items() if b"\\Seen" not in found[b"FLAGS"]}
        grouped = (
            replace(rows[uids[0]], others=tuple(uids[1:]), is_unread=not unread.isdisjoint(uids))
            for uids in chosen
            if uids[0] in rows
        )
        return Listing(tuple(grouped), len(threads))

    def conversation(self, folder: Folder, uid: int, sent: Folder | None) -> tuple[Row, ...]:
        """The mails that belong together with this one, the oldest first: those here, and one's own answers."""
        self._select(folder.name, is_for_looking=True)
        try:
            uids = self._uids_of([b"INTHREAD", b"REFS", b"UID", b"%d" % uid])[:MAX_CONVERSATION]
            rows = list(self._rows(folder, uids))
            if sent and sent.name != folder.name:
                known = self._fetched(uids, ["ENVELOPE"])
                ids = {each[b"ENVELOPE"].message_id for each in known.values()} - {None}
                self._select(sent.name, is_for_looking=True)
                keys = [(b"HEADER", b"In-Reply-To", string_of(one.decode("ascii", "replace"))) for one in ids]
                answers = {found for key in keys for found in self._uids_of(key)}
                rows += self._rows(sent, sorted(answers)[-MAX_CONVERSATION:])
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        return tuple(sorted(rows, key=lambda row: row.received_at))

    def listing_of_all(self, folders: Sequence[Folder], places: range, search: Search) -> Listing:
        """What is found in all of these folders, the newest of them first."""
        number, ends = 0, list[tuple[datetime, str, int]]()
        try:
            for folder in folders:
                self._select(folder.name, is_for_looking=True)
                uids = self._found(search)
                number += len(uids)
                times = self._fetched(uids[: places.stop], ["INTERNALDATE"])
                ends += [(found[b"INTERNALDATE"], folder.name, uid) for uid, found in times.items()]
            chosen = sorted(ends, reverse=True)[places.start : places.stop]
            rows = dict[tuple[str, int], Row]()
            for folder in folders:
                if uids := [uid for _, name, uid in chosen if name == folder.name]:
                    self._select(folder.name, is_for_looking=True)
                    rows |= {(folder.name, row.uid): row for row in self._rows(folder, uids)}
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        return Listing(tuple(rows[name, uid] for _, name, uid in chosen if (name, uid) in rows), number)

    def _found(self, search: Search) -> list[int]:
        """Newest first, in the folder that is selected."""
        found = self._uids_of(search.keys())
        keys = misread_keys(search)
        if keys and (self._address, *self._selected) not in _ALL_READ:
            known = {*found}
            misread = [uid for uid in self._uids_of(keys) if uid not in known][:MOST]
            if self._address and not misread and keys == EVERY_MISREAD:
                if len(_ALL_READ) > MOST_KNOWN:
                    _ALL_READ.clear()
                _ALL_READ.add((self._address, *self._selected))
            found = sorted((*found, *self._read(misread, search)), reverse=True)
        return found

    def _read(self, uids: Sequence[int], search: Search) -> list[int]:
        """Those in which the words are, as we read them."""
        found: list[int] = []
        for at in range(0, len(uids), IN_A_PIECE):
            mails = self._client.fetch(uids[at : at + IN_A_PIECE], [f"BODY.PEEK[]<0.{OCTETS}>"])
            found += [uid for uid, each in mails.items() if is_found(search, each[b"BODY[]<0>"])]
        return found

    def _uids_of(self, keys: Sequence[bytes]) -> list[int]:
        try:
            answer = self._client._raw_command_untagged(b"SEARCH", [b"CHARSET", b"UTF-8", *keys])
        except IMAPClientError as error:
            if "[INUSE]" in str(error):
                raise NotIndexed(str(error)) from error
            raise
        return sorted((int(uid) for line in answer for uid in (line or b"").split()), reverse=True)

    def _rows(self, folder: Folder, uids: Sequence[int]) -> tuple[Row, ...]:
        found = [row for those in in_pieces(uids) for row in self._rows_told(folder, packed(those), is_by_uid=True)]
        rows = {row.uid: row for _place, row in found}
        return tuple(rows[uid] for uid in uids if uid in rows)

    def _rows_at(self, folder: Folder, first: int, last: int) -> tuple[Row, ...]:
        """Those from one place to another, newest first: no SORT, however large the folder is."""
        if last < 1:
            return ()
        found = dict(self._rows_told(folder, f"{max(1, first)}:{last}", is_by_uid=False))
        return tuple(found[place] for place in sorted(found, reverse=True))

    def _rows_told(self, folder: Folder, those: str, *, is_by_uid: bool) -> list[tuple[int, Row]]:
        """Each with its place. What the server says of others, unasked, is no row."""
        wanted = " ".join((*_ROW, *(["PREVIEW"] if self._client.has_capability("PREVIEW") else [])))
        command = [those.encode(), f"({wanted})".encode()]
        answer = self._client._raw_command_untagged(b"FETCH", command, uid=is_by_uid)
        is_sent = folder.role in ("Sent", "Drafts")
        try:
            told = [(place, said) for place, said in fetched_of(answer) if b"ENVELOPE" in said]
        except Unreadable as error:
            raise Away(str(error)) from error
        return [(place, row_of(folder.name, said[b"UID"], said, is_sent=is_sent)) for place, said in told]

    def _fetched(self, uids: Sequence[int], wanted: Sequence[str]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for those in in_pieces(uids):
            found |= self._client.fetch(those, wanted)
        return found

    def mail(self, folder: str, uid: int, *, is_read: bool = True) -> bytes:
        """The whole mail as it came. is_read: it is marked as read with this."""
        self._select(folder, is_for_looking=not is_read)
        try:
            fetched = self._client.fetch([uid], ["BODY[]" if is_read else "BODY.PEEK[]"])
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        if uid not in fetched:
            raise Gone(f"{uid} of {folder}")
        self._place = (folder, uid, fetched[uid][b"SEQ"])
        return bytes(fetched[uid][b"BODY[]"])

    def has(self, folder: str, message_id: str) -> bool:
        """Whether a mail of that Message-ID lies there."""
        self._select(folder, is_for_looking=True)
        try:
            return bool(self._uids_of([b"HEADER", b"Message-ID", string_of(one_line(message_id))]))
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error

    def beside(self, folder: str, uid: int) -> tuple[int, int]:
        """The UIDs of the next newer and the next older mail, 0 where there is none."""
        is_open = self._place[:2] == (folder, uid) and self._selected[0] == folder
        number = self._number if is_open else self._select(folder, is_for_looking=True)
        try:
            place = self._place[2] if is_open else self._client.fetch([uid], ["UID"]).get(uid, {}).get(b"SEQ", 0)
            around = self._uids(max(1, place - 1), min(number, place + 1)) if place else []
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error
        at = around.index(uid) if uid in around else 0
        return (around[at - 1] if at else 0), (around[at + 1] if at + 1 < len(around) else 0)

    def found(self, folder: str, search: Search) -> list[int]:
        """The UIDs of all of them, newest first."""
        self._select(folder, is_for_looking=True)
        try:
            return self._found(search)
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error

    def move(self, folder: str, uids: Sequence[int], to: str) -> list[int]:
        """Those that are gone are left out. Returns their UIDs where they are now."""
        self._select(folder, is_for_looking=False)
        moved: list[int] = []
        try:
            for those in in_pieces(uids):
                self._client.move(those, to)
                _name, (copied, *_more) = self._client._imap.response("COPYUID")
                moved += unpacked(copied.split()[-1].decode("ascii"), len(those)) if copied else []  # RFC 4315
        except (OSError, IMAPClientError) as error:
            raise _refusal(error) from error
        return moved

    def delete(self, folder: str, uids: Sequence[int]) -> None:
        """For ever: what is in the trash already."""
        self._select(folder, is_for_looking=False)
        try:
            for those in in_pieces(uids):
                self._client.delete_messages(those, silent=True)
                self._client.uid_expunge(those)
        except (OSError, IMAPClientError) as error:
            raise _refusal(error) from error

    def mark(self, folder: str, uids: Sequence[int], flag: str, *, is_on: bool) -> None:
        """flag: \\Seen, \\Flagged, \\Answered or $Forwarded."""
        self._select(folder, is_for_looking=False)
        try:
            change = self._client.add_flags if is_on else self._client.remove_flags
            for those in in_pieces(uids):
                change(those, [flag], silent=True)
        except (OSError, IMAPClientError) as error:
            raise Away(str(error)) from error

    def add(self, folder: str, mail: bytes, flags: Sequence[str]) -> int:
        """Return its UID. Raises Full."""
        try:
            answer = self._client.append(folder, mail, flags)
        except IMAPClientError as error:
            if "OVERQUOTA" in str(error):
                raise Full(folder) from error
            if "TRYCREATE" in str(error):
                raise Gone(folder) from error
            raise _refusal(error) from error
        except OSError as error:
            raise Away(str(error)) from error
        found = _ADDED.search(answer)
        if not found:
            raise Away(f"no UID of what was added to {folder}")
        return int(found[1])

    def _select(self, folder: str, *, is_for_looking: bool) -> int:
        """How many mails it has."""
        try:
            found = self._client.select_folder(folder, readonly=is_for_looking)
            self._selected = (folder, int(found.get(b"UIDVALIDITY", 0)), int(found.get(b"UIDNEXT", 0)))
            self._number = int(found[b"EXISTS"])
            return self._number
        except IMAPClientError as error:
            raise Gone(folder) from error
        except OSError as error:
            raise Away(str(error)) from error

    def _uids(self, first: int, last: int) -> list[int]:
        """Those of the mails from one place to another, newest first: no SORT, however large the folder is."""
        if last < 1:
            return []
        self._client.use_uid = False
        try:
            fetched = self._client.fetch(list(range(first, last + 1)), ["UID"])
        finally:
            self._client.use_uid = True
        return [fetched[place][b"UID"] for place in sorted(fetched, reverse=True)]


def _refusal(error: Exception) -> Away:
    """RFC 5530."""
    return NotAllowed(str(error)) if "NOPERM" in str(error) or "ermission" in str(error) else Away(str(error))


def _counts(told: Sequence[Any]) -> dict[str, dict[bytes, int]]:
    """Of STATUS answers, by folder."""
    parsed = parse_response([each for each in told if each])
    names = (decode(name) if isinstance(name, bytes) else str(name) for name in parsed[::2])
    return {name: dict(zip(each[::2], each[1::2], strict=True)) for name, each in zip(names, parsed[1::2], strict=True)}


def _folder(name: str, flags: Sequence[bytes], counts: Mapping[bytes, int]) -> Folder:
    unread, number, following = counts[b"UNSEEN"], counts[b"MESSAGES"], counts[b"UIDNEXT"]
    changed = counts[b"HIGHESTMODSEQ"]
    return Folder(name, _role(name, flags), unread, number, shared=shared_of(name), next=following, changed=changed)


def _role(name: str, flags: Sequence[bytes]) -> str:
    if name.upper() == "INBOX":
        return "INBOX"
    return next((role.decode()[1:] for role in _ROLES if role in flags), "")

"""Asking about mailboxes: their use, repair, removal, and whether one has a certain mail. The agent asks Dovecot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fumibako.machine.conf import Config
from fumibako.machine.formats.charsets import readable
from fumibako.machine.provision.client import ask

USAGE_SECONDS = 1.5  # a page waits for these
LIST_SECONDS = 15.0
SOME_SECONDS, MAX_COUNTED = 3.0, 100
COPYING_SECONDS = 3600.0
COUNT_SECONDS = 1000.0
MAX_RESTORED = 500
MAX_FILED = 2000
ARCHIVE = "Archive"
SEEN, FLAGGED = "\\Seen", "\\Flagged"
REPAIR_SECONDS = 30.0  # a page waits; nginx would give up after 60 s


@dataclass(frozen=True)
class Usage:
    """What a mailbox holds; bytes does not include spam_bytes."""

    messages: int
    bytes: int
    unseen: int
    spam_bytes: int


@dataclass(frozen=True)
class SpamMail:
    """score: SpamAssassin's points as text, "" where a rule put it there."""

    uid: int
    sender: str
    subject: str
    score: str
    received_at: datetime
    bytes: int


@dataclass(frozen=True)
class LostMail:
    """A mail of a copy that the mailbox has no more. uid: in the copy."""

    uid: int
    sender: str
    subject: str
    received_at: datetime
    bytes: int


@dataclass(frozen=True)
class OldMails:
    folder: str
    messages: int
    bytes: int


@dataclass(frozen=True)
class CopiedFolder:
    """missing: how many of its mails the mailbox has no more, or only in its trash."""

    name: str
    mails: int
    missing: int


def _numbers(given: Mapping[str, object]) -> dict[str, int]:
    return {name: int(str(number)) for name, number in given.items()}


@dataclass(frozen=True)
class InboxMail:
    """senders, recipients: addresses of From, of To and Cc. fields: decoded values by name in small letters. guid: what
    the mail is known by in every folder."""

    uid: int
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    guid: str = ""


@dataclass(frozen=True)
class Mailboxes:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def usage(self, address: str) -> Usage:
        return Usage(**ask(self.config, "mailbox_usage", {"address": address}, USAGE_SECONDS))

    def usage_of_each(self, domain: str) -> dict[str, Usage]:
        """Of each mailbox of a domain, by its address; those that cannot be read are left out."""
        answer = ask(self.config, "usage_of_each", {"domain": domain}, LIST_SECONDS)
        return {str(address): Usage(**numbers) for address, numbers in answer["usage"].items()}

    def domain_bytes(self, domain: str) -> int:
        """What all mailboxes of a domain hold together, without spam boxes."""
        return int(ask(self.config, "domain_bytes", {"domain": domain}, USAGE_SECONDS)["bytes"])

    def bytes_of_each(self, domain: str) -> dict[str, int]:
        """The same of each mailbox, by its address."""
        return _numbers(ask(self.config, "bytes_of_each", {"domain": domain}, LIST_SECONDS)["bytes"])

    def bytes_of_domains(self) -> tuple[dict[str, int], frozenset[str]]:
        """The same of every domain that has a mailbox, and the domains that hold more: not all of it is counted."""
        answer = ask(self.config, "bytes_of_domains", {}, LIST_SECONDS)
        return _numbers(answer["bytes"]), frozenset(map(str, answer["uncounted"]))

    def recount(self, domain: str) -> int:
        """Count a domain's mailboxes anew; of how many something else was known. AgentLate: it goes on."""
        return int(ask(self.config, "recount_domain", {"domain": domain}, COUNT_SECONDS)["wrong"])

    def bytes_of_some(self, addresses: Sequence[str]) -> dict[str, int]:
        """The same of up to MAX_COUNTED mailboxes; those that are not there are left out."""
        answer = ask(self.config, "bytes_of_some", {"addresses": list(addresses)}, SOME_SECONDS)
        return {str(address): int(number) for address, number in answer["bytes"].items()}

    def report_mails(self, domain: str) -> list[str]:
        """The mails of the last day with reports of other servers about a domain, whole."""
        return [str(mail) for mail in ask(self.config, "report_mails", {"domain": domain}, REPAIR_SECONDS)["mails"]]

    def repair(self, address: str) -> None:
        """Rebuild the mailbox's index files from its mails. AgentLate: the repair goes on."""
        ask(self.config, "repair_mailbox", {"address": address}, REPAIR_SECONDS)

    def remove(self, address: str) -> None:
        """Delete the mails of a deleted account."""
        ask(self.config, "remove_mailbox", {"address": address})

    def empty(self, address: str) -> None:
        """Delete every mail of the mailbox. AgentLate: it goes on."""
        ask(self.config, "empty_mailbox", {"address": address}, REPAIR_SECONDS)

    def spam(self, address: str) -> tuple[list[SpamMail], int]:
        """The newest mails of the spam folder, and how many there are."""
        answer = ask(self.config, "spam_mails", {"address": address}, LIST_SECONDS)
        return [_spam_mail(row) for row in answer["mails"]], int(answer["number"])

    def release_spam(self, address: str, uids: Sequence[int]) -> None:
        """Move mails of the spam folder to the inbox. Those that are gone are left out."""
        ask(self.config, "release_spam", {"address": address, "uids": list(uids)}, REPAIR_SECONDS)

    def old_mails(self, address: str, before: date) -> list[OldMails]:
        """What each folder has of mails received before that day; folders without are left out."""
        values = {"address": address, "before": before.isoformat()}
        return [OldMails(*found) for found in ask(self.config, "old_mails", values, LIST_SECONDS)["folders"]]

    def delete_old_mails(self, address: str, folder: str, before: date) -> None:
        """AgentLate: it goes on."""
        values = {"address": address, "folder": folder, "before": before.isoformat()}
        ask(self.config, "delete_old_mails", values, REPAIR_SECONDS)

    def archive_old_mails(self, address: str, folder: str, before: date) -> int:
        """Into a folder for each year below ARCHIVE; how many there were. AgentLate: it goes on."""
        values = {"address": address, "folder": folder, "before": before.isoformat()}
        return int(ask(self.config, "archive_old_mails", values, REPAIR_SECONDS)["number"])

    def copy_mailboxes(self, domain: str, day: date) -> int:
        """Copy those that have no copy of that day yet; how many there were."""
        values = {"domain": domain, "day": day.isoformat()}
        return int(ask(self.config, "copy_mailboxes", values, COPYING_SECONDS)["number"])

    def forget_copies(self, first: date) -> int:
        """Delete the copies of days before that one."""
        return int(ask(self.config, "forget_copies", {"day": first.isoformat()}, COPYING_SECONDS)["number"])

    def copied_days(self, domain: str) -> dict[str, list[date]]:
        """The days of which there are copies, by local part; also of accounts that are gone."""
        answer = ask(self.config, "copied_days", {"domain": domain}, LIST_SECONDS)
        return {name: [date.fromisoformat(day) for day in days] for name, days in answer["days"].items()}

    def copied_folders(self, address: str, day: date) -> list[CopiedFolder]:
        values = {"address": address, "day": day.isoformat()}
        return [CopiedFolder(*found) for found in ask(self.config, "copied_folders", values, REPAIR_SECONDS)["folders"]]

    def missing_mails(self, address: str, day: date, folder: str) -> list[int]:
        """UIDs in the copy of what the mailbox has no more, or only in its trash."""
        values = {"address": address, "day": day.isoformat(), "folder": folder}
        return [int(uid) for uid in ask(self.config, "missing_mails", values)["uids"]]

    def lost_mails(self, address: str, day: date, folder: str) -> tuple[list[LostMail], int]:
        """The newest of them, and how many there are."""
        values = {"address": address, "day": day.isoformat(), "folder": folder}
        answer = ask(self.config, "lost_mails", values, LIST_SECONDS)
        return [_lost_mail(row) for row in answer["mails"]], int(answer["number"])

    def restore_mails(self, address: str, day: date, folder: str, uids: Sequence[int]) -> None:
        """At most MAX_RESTORED at once. AgentFailed where the mailbox is full, for example."""
        values = {"address": address, "day": day.isoformat(), "folder": folder, "uids": list(uids)}
        ask(self.config, "restore_mails", values)

    def inbox_uids(self, address: str) -> list[int]:
        return [int(uid) for uid in ask(self.config, "inbox_uids", {"address": address}, LIST_SECONDS)["uids"]]

    def inbox_fields(self, address: str, first: int, last: int, names: Sequence[str]) -> list[InboxMail]:
        """Of the mails between two UIDs. names: of header fields, in small letters."""
        values = {"address": address, "first": first, "last": last, "names": list(names)}
        answer = ask(self.config, "inbox_fields", values, REPAIR_SECONDS)
        return [_inbox_mail(row, names) for row in answer["mails"]]

    def flag_inbox_mails(self, address: str, uids: Sequence[int], flag: str) -> None:
        ask(self.config, "flag_inbox_mails", {"address": address, "uids": list(uids), "flag": flag})

    def file_inbox_mails(self, address: str, uids: Sequence[int], folder: str) -> None:
        """Into a folder, which is made where it is missing. At most MAX_FILED at once."""
        ask(self.config, "file_inbox_mails", {"address": address, "uids": list(uids), "folder": folder})

    def take_back_mails(self, address: str, folder: str, guids: Sequence[str]) -> None:
        """From a folder into the inbox. Those that are no longer there are left out. At most MAX_FILED at once."""
        ask(self.config, "take_back_mails", {"address": address, "guids": list(guids), "folder": folder})

    def forget_search(self, address: str) -> None:
        """Have Dovecot tell searchd of every mail of the mailbox anew, as it is searched or changes."""
        ask(self.config, "forget_search", {"address": address}, REPAIR_SECONDS)

    def holds_mail(self, address: str, queue_id: str) -> bool:
        """Whether a mail of that queue id is in any folder of the mailbox."""
        return bool(ask(self.config, "holds_mail", {"address": address, "queue_id": queue_id})["holds"])


def _inbox_mail(row: Mapping[str, str], names: Sequence[str]) -> InboxMail:
    return InboxMail(
        uid=int(row["uid"]),
        senders=_lines(row["hdr.from.address"]),
        recipients=(*_lines(row["hdr.to.address"]), *_lines(row["hdr.cc.address"])),
        fields={name: _lines(row[f"hdr.{name}.utf8"]) for name in names},
        guid=row["guid"],
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("\n")))


def _lost_mail(row: Mapping[str, str]) -> LostMail:
    return LostMail(
        uid=int(row["uid"]),
        sender=readable(row["hdr.from"].encode()),
        subject=readable(row["hdr.subject"].encode()),
        received_at=datetime.fromtimestamp(int(row["date.received.unixtime"]), UTC),
        bytes=int(row["size.virtual"]),
    )


def _spam_mail(row: Mapping[str, str]) -> SpamMail:
    return SpamMail(
        uid=int(row["uid"]),
        sender=readable(row["hdr.from"].encode()),
        subject=readable(row["hdr.subject"].encode()),
        score=row["hdr.x-fumibako-spam"].partition("score=")[2].strip(),
        received_at=datetime.fromtimestamp(int(row["date.received.unixtime"]), UTC),
        bytes=int(row["size.virtual"]),
    )

"""Moving in (B15): a mailbox is copied over IMAP, and a second time without doubling anything."""

import re
from datetime import UTC, datetime

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B15")]
FOLDER = '"&istsQmb4-/2026&XnQ-"'  # 請求書/2026年 in modified UTF-7 (RFC 3501 section 5.1.3)
OLD = datetime(2019, 4, 1, 9, 30, tzinfo=UTC)


def test_a_mailbox_is_copied_with_folders_flags_and_dates_and_nothing_twice(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    """The old server is this box: sato's mailbox is the old one."""
    administrator = office.add_customer("引っ越し", new_domain)
    suzuki, sato = (office.add_account(f"{name}@{new_domain}") for name in ("suzuki", "sato"))
    mail = mails.plain("hanako@out.example", sato.address)
    with programs.imaps(sato) as imap:
        imap.create(FOLDER)
        imap.append("INBOX", "(\\Seen \\Flagged $Forwarded)", OLD, mail.content)
        imap.append(FOLDER, "", OLD, mail.content)
        imap.append(FOLDER, "(\\Answered)", OLD, mail.content)  # the same once more is two
        imap.append("Sent", "(\\Seen)", OLD, mail.content)
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    for copied, there in ((4, 0), (0, 4)):
        assert _moved(browser, office, suzuki, sato) == (copied, there)
    assert "ログインできません" in _run(browser, office, suzuki, Person(sato.address, "wrong password 1"))
    with programs.imaps(suzuki) as imap:
        for folder, number in (("INBOX", 1), (FOLDER, 2), ("Sent", 1)):
            assert imap.select(folder)[1] == [str(number).encode()]
        imap.select("INBOX")
        found = imap.fetch("1", "(FLAGS INTERNALDATE BODY.PEEK[])")[1]
        assert found[0][1] == mail.content  # type: ignore[index]
        told = b" ".join(part if isinstance(part, bytes) else part[0] for part in found)
        assert b'"01-Apr-2019 ' in told
        assert all(flag in told for flag in (b"\\Seen", b"\\Flagged", b"$Forwarded"))
        assert FOLDER.strip('"').encode() in b" ".join(imap.lsub()[1])  # type: ignore[arg-type]
    tanaka = office.add_account(f"tanaka@{new_domain}")
    assert _moved(browser, office, tanaka, sato, "pop3") == (1, 0)
    with programs.imaps(tanaka) as imap:
        imap.select("INBOX")
        found = imap.fetch("1", "(FLAGS INTERNALDATE BODY.PEEK[])")[1]
        assert found[0][1] == mail.content  # type: ignore[index]
        imap.store("1", "+FLAGS", "\\Deleted")
        imap.expunge()
    assert _moved(browser, office, tanaka, sato, "pop3") == (0, 1)


def _moved(administrator: Browser, office: Office, new: Person, old: Person, protocol: str = "imap") -> tuple[int, int]:
    page = _run(administrator, office, new, old, protocol)
    result = administrator.get(re.findall(r'href="(/jobs/[^"]+/result/)"', page)[0])
    found = re.search(r"([\d,]+) 通をコピーしました（移行済みのため省略 ([\d,]+) 通", result.text)
    assert found, result.text
    return int(found[1]), int(found[2])


def _run(administrator: Browser, office: Office, new: Person, old: Person, protocol: str = "imap") -> str:
    form = administrator.get("/admin/moving-in/")
    given: dict[str, str | list[str]] = {
        "protocol": protocol,
        "host": "127.0.0.1",
        "security": "none",
        "port": str(getattr(office.config.ports, protocol)),
        "address": new.address,
        "login": old.address,
        "password": old.password,
    }
    job = administrator.submit(form, "/moving-in/", given)

    def ended() -> str:
        text = administrator.get(job.path).text
        return text if "result/" in text else ""

    return until(ended, 60)

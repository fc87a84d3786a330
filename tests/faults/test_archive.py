"""The archive of sent mail (B12) through a whole box: what users send is found and saved by their administrator alone,
and is there once while filterd is killed."""

import email.policy
import os
import subprocess
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from fumibako.machine.daemons import own
from tests.faults.processes import Processes, kill
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, hand_over, until
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_options import fumibako
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B12")]
OUTSIDER, HIDDEN = "hanako@out.example", "hisoka@out.example"
PAGE = "/admin/sent-archive/"
MANY = 30
ORDER = """\
from fumibako.chapters.contract.options.models import Effect, Option
from fumibako.chapters.contract.options.services import approve_order, place_order
from fumibako.chapters.contract.plans.models import Plan
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
words = dict(name_ja="保管", name_en="Archive", contents_ja="1つ", contents_en="One")
option, _ = Option.objects.get_or_create(code="archive", defaults=dict(words, price=1, effect=Effect.ARCHIVE))
option.plans.set(Plan.objects.all())
customer = Domain.objects.get(name={domain!r}).customer
approve_order(actor=SYSTEM, order=place_order(actor=SYSTEM, customer=customer, option=option, packs=1))
"""


def order(office: Office, domain: str) -> None:
    environment = {**os.environ, **own.environment(office.config)}
    command = (sys.executable, "-m", "django", "shell", "-c", ORDER.format(domain=domain))
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60, umask=0o007)
    office.settled(domain)


def quotation(sender: str) -> Mail:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, OUTSIDER, "㈱髙島様 お見積り"
    message["Message-ID"], message["Date"] = make_msgid(), formatdate()
    message.set_content("東京支店より見積書をお送りします。")
    message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="御見積書①.pdf")
    return Mail("quotation", bytes(message))


def found(office: Office, domain: str, **asked: str) -> list[dict[str, Any]]:
    words = [word for name, text in asked.items() for word in (f"--{name}", text)]
    mails: list[dict[str, Any]] = fumibako(office, "archive", "search", domain, *words)["mails"]
    return mails


def test_what_users_send_is_kept_once_and_shown_to_their_administrator_alone(
    programs: MailPrograms, office: Office, processes: Processes, outside: Sink, new_domain: str, tmp_path: Path
) -> None:
    administrator = office.add_customer("株式会社ほかん", new_domain)
    user = office.add_account(f"kaku@{new_domain}")
    order(office, new_domain)
    mail = quotation(user.address)
    programs.send(mail, user, OUTSIDER, HIDDEN)
    browser = Browser(programs, office.config.hostname).log_in(user)
    browser.submit(browser.get("/mail/habits/"), "/mail/habits/", {"undo_seconds": "0"})
    typed = {"to": administrator.address, "subject": "ウェブから", "text": "本文②"}
    browser.submit(browser.get("/mail/write/"), "/mail/write/", {**typed, "action": "send"})

    until(lambda: len(found(office, new_domain)) == 2)
    chief = Browser(programs, office.config.hostname).log_in(administrator)
    for name, words in (
        ("sender", user.address),
        ("recipient", HIDDEN),
        ("subject", "高島"),
        ("text", "京"),
        ("file", "見積書1"),
    ):
        page = chief.get(f"{PAGE}?{name}={quote(words)}").text
        assert "㈱髙島様 お見積り" in page, name
        assert ("ウェブから" in page) == (name == "sender"), name
    ((row,), (web,)) = found(office, new_domain, recipient=HIDDEN), found(office, new_domain, subject="ウェブ")
    assert web["sender"] == user.address and sorted(row["recipients"]) == [OUTSIDER, HIDDEN]
    way = f"{PAGE}{row['pack']}/{row['place']}/"
    shown = chief.get(way).text
    assert HIDDEN in shown and "検査値が一致しました" in shown
    saved = chief.get(f"{way}eml/").content
    assert saved.endswith(mail.content) and HIDDEN.encode() not in saved
    assert saved.removesuffix(mail.content).startswith(b"Received: ")
    assert fumibako(office, "archive", "save", new_domain, f"{row['pack']}/{row['place']}", str(tmp_path / "x.eml"))
    assert (tmp_path / "x.eml").read_bytes() == saved

    other = office.add_customer("株式会社よそ", f"yoso-{new_domain}")
    order(office, other.domain)
    stranger = Browser(programs, office.config.hostname).log_in(other)
    assert "㈱髙島様" not in stranger.get(PAGE).text
    for who in (browser, stranger):
        assert who.get(way).status == 404 and who.get(f"{way}eml/").status == 404

    taken = send_while_filterd_is_killed(programs, processes, user)
    office.drain(120, user.address)
    until(lambda: fumibako(office, "archive", "search", new_domain)["number"] == 2 + MANY)
    pages = [fumibako(office, "archive", "search", new_domain, "--page", page)["mails"] for page in ("1", "2")]
    kept = [each["subject"] for page in pages for each in page if each["recipients"] == [OUTSIDER]]
    assert sorted(kept) == sorted(f"Number {number}" for number in range(MANY))
    arrived = {mails.header(sent.content, b"Message-ID") for sent in outside.taken}
    assert {each.message_id for each in taken} <= arrived


def send_while_filterd_is_killed(programs: MailPrograms, processes: Processes, user: Person) -> list[Mail]:
    """Mails that were accepted."""
    taken = [mails.small(user.address, OUTSIDER, number) for number in range(MANY)]
    with programs.submission(user) as smtp:
        for number, mail in enumerate(taken):
            hand_over(smtp, mail, user.address, OUTSIDER)
            if number in (MANY // 3, MANY * 2 // 3):
                for pid in processes.tree("filterd"):
                    kill(pid)
    return taken

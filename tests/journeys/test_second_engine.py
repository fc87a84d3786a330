"""The second virus engine (B9): ordered, finding what the first does not in both directions, and waited for."""

import contextlib
import email
import email.policy
import os
import subprocess
import sys
from email.message import EmailMessage

import pytest

from fumibako.machine.daemons import own
from fumibako.processes.filterd.tests.c_icap import WORM, engine, scanner
from tests.conftest import ICAP_PORT
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_options import OWN, fumibako
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B9")]
OUTSIDER = "hanako@out.example"
OFFER = """\
from fumibako.chapters.contract.options.models import Effect, Option
from fumibako.chapters.contract.plans.models import Plan
words = dict(name_ja="追加エンジン", name_en="Second engine", contents_ja="1つ", contents_en="One")
values = dict(words, price=300, effect=Effect.VIRUS, at_once=True)
option, _ = Option.objects.get_or_create(code="second-engine", defaults=values)
option.plans.set(Plan.objects.all())
"""


def ordered(programs: MailPrograms, office: Office, domain: str) -> Person:
    """A customer who has ordered it on My Page; its administrator."""
    environment = {**os.environ, **own.environment(office.config)}
    command = (sys.executable, "-m", "django", "shell", "-c", OFFER)
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60, umask=0o007)
    sold = fumibako(office, "customer", "add", "株式会社にばん", domain)
    login = {"login": sold["number"], "password": sold["mypage"]["password"]}
    browser = Browser(programs, office.config.hostname)
    page = browser.submit(browser.get("/mypage/login/"), "/login/", login)
    browser.submit(page, "/first/", {"password": OWN, "again": OWN, "contact": "somu@out.example"})
    offer = browser.get("/mypage/options/second-engine/")
    confirm = browser.submit(offer, "/second-engine/", {"packs": "1"})
    done = browser.submit(confirm, "/second-engine/", {"step": "order"})
    assert done.path.startswith("/mypage/orders/R"), done.text
    office.settled(domain)
    return Person(sold["administrator"]["address"], sold["administrator"]["password"])


def infected(sender: str, recipient: str) -> Mail:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, "お見積り"
    message["Message-ID"], message["Date"] = email.utils.make_msgid(), email.utils.formatdate()
    message.set_content("見積書をお送りします。")
    message.add_attachment(WORM, maintype="application", subtype="octet-stream", filename="見積書.exe")
    message.add_attachment(b"harmless", maintype="application", subtype="octet-stream", filename="図面.bin")
    return Mail("infected", bytes(message))


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_the_ordered_engine_finds_is_removed_or_stopped_and_mail_waits_for_it(
    programs: MailPrograms, office: Office, new_domain: str, suzuki: Person, outside: Sink
) -> None:
    person = ordered(programs, office, new_domain)
    waits = mails.plain(OUTSIDER, person.address)
    programs.deliver(waits, OUTSIDER, person.address)
    until(
        lambda: any(
            "scanner is not available" in r.get("delay_reason", "") for m in office.queue() for r in m["recipients"]
        )
    )
    others = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(others, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, others)
    assert programs.all_of(person, waits) == []

    with contextlib.ExitStack() as there:
        there.enter_context(engine(office.config.ports[ICAP_PORT], there.enter_context(scanner())))
        office.drain(60, person.address)
        programs.wait_for(person, waits)

        mail = infected(OUTSIDER, person.address)
        programs.deliver(mail, OUTSIDER, person.address)
        taken = read(programs.wait_for(person, mail))
        assert (taken["From"], taken["Subject"]) == (OUTSIDER, "お見積り")
        text = taken.get_body().get_content()
        assert "ウイルス名　：Second.Engine.Worm" in text and "見積書.exe" in text
        assert text.index("ウイルス名") < text.index("見積書をお送りします。")
        assert [(part.get_filename(), part.get_content()) for part in taken.iter_attachments()] == [
            ("図面.bin", b"harmless")
        ]

        programs.send(infected(person.address, OUTSIDER), person, OUTSIDER)
        warning = until(
            lambda: next((m for m in map(read, programs.all_in(person)) if "送信を中止" in m["Subject"]), None)
        )
        assert "追加のウイルスチェックで" in warning.get_content() and WORM not in bytes(warning)
        last = mails.plain(person.address, OUTSIDER)
        programs.send(last, person, OUTSIDER)
        outside.wait_for(last.message_id)
        (sent,) = [taken for taken in outside.taken if taken.recipients == (OUTSIDER,)]
        assert last.message_id.encode() in sent.content

"""The second spam engine (B10): ordered, chosen for an account, judging its mail, and gone with the choice."""

import os
import subprocess
import sys

import pytest

from fumibako.machine.daemons import own
from fumibako.machine.daemons.rspamd.service import Rspamd
from fumibako.machine.provision.service import Condition, Health
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B10")]
OUTSIDER = "hanako@out.example"
ORDER = """\
from django.utils import timezone
from fumibako.chapters.contract.options.models import Effect, Option, Order, State
from fumibako.groundwork.tenancy.models import Domain
option = Option.objects.create(code="engine", name_ja="x", name_en="x", price=1, effect=Effect.SPAM, amount=10)
customer = Domain.objects.get(name={domain!r}).customer
Order.objects.create(number="R00000777", customer=customer, option=option, packs=1, amount=10, price=1,
    state=State.ACTIVE, requested_at=timezone.now())
"""


def order(office: Office, domain: str) -> None:
    environment = {**os.environ, **own.environment(office.config)}
    command = (sys.executable, "-m", "django", "shell", "-c", ORDER.format(domain=domain))
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60, umask=0o007)


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社判定", new_domain)
    office.settled(new_domain)
    return person


def test_a_chosen_accounts_mail_is_judged_by_rspamd_which_runs_only_for_it(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    address, page = administrator.address, "/admin/spam/engine/"
    order(office, address.partition("@")[2])
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    browser.submit(browser.get(page), page, {"accounts": address})
    until(lambda: Rspamd().health(office.config) == Health(Condition.OK), 240)
    mail = mails.gtube(OUTSIDER, address)
    programs.deliver(mail, OUTSIDER, address)
    programs.wait_for(administrator, mail, folder="Junk")
    with programs.imaps(administrator) as imap:
        imap.select("Junk")
        (found,) = imap.search(None, "HEADER", "X-Spam-Status", "engine=rspamd")[1]
    assert found
    browser.submit(browser.get(page), page, {"accounts": []})
    until(lambda: Rspamd().health(office.config).code == "unused")

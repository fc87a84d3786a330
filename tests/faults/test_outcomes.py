"""A change that cannot be made now is not refused: its page says that it is retried, and it is live by itself later."""

import pytest

from tests.faults.configuration import heals
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
TARGET = "hanako@out.example"


def test_a_script_that_cannot_be_written_now_is_live_as_soon_as_it_can(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    person: Person = office.add_customer("Obstructed", new_domain)
    scopes = office.config.home("dovecot") / "scopes"
    scopes.mkdir(exist_ok=True)
    obstacle = scopes / new_domain  # where the directory of the domain's scripts belongs
    obstacle.write_text("in the way")
    browser = Browser(programs, office.config.hostname).log_in(person)
    browser.submit(browser.get("/user/forwarding/"), "/forwarding/", {"targets": TARGET, "is_on": ["on"]})
    until(lambda: "再試行待ち" in browser.get("/user/forwarding/").text)
    obstacle.unlink()
    heals(office.config)
    until(lambda: "反映済み" in browser.get("/user/forwarding/").text)
    assert TARGET in (obstacle / person.address.partition("@")[0] / "live" / "product.sieve").read_text()

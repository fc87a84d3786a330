"""Nobody can say whose program brings a forwarded mail: it waits, and comes once."""

from collections.abc import Callable

import pytest

from tests.faults.processes import Processes
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
OUTSIDER = "hanako@out.example"


def test_a_forwarded_mail_waits_for_guardd(
    office: Office,
    programs: MailPrograms,
    processes: Processes,
    suzuki: Person,
    sato: Person,
    forwards: Callable[..., None],
) -> None:
    forwards(suzuki, sato.address)
    mail = mails.plain(OUTSIDER, suzuki.address)
    with processes.stopped("watchdog", "guardd"):
        programs.deliver(mail, OUTSIDER, suzuki.address)
        until(lambda: [m for m in office.queue() if any(r.get("delay_reason") for r in m["recipients"])])
        assert programs.all_in(suzuki) == programs.all_in(sato) == []
    office.drain(60)
    for person in (suzuki, sato):
        programs.wait_for(person, mail)
        assert len(programs.all_in(person)) == 1

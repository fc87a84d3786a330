"""Who may send in a site's name (D1): the kernel says who has called, what is live says whose the site is."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.sites.control import SITE_MAIL
from fumibako.machine.daemons.sites.tree import LiveSite
from fumibako.machine.system import files
from fumibako.processes.guardd.outside import GO_ON
from fumibako.processes.guardd.sending import Sending
from fumibako.processes.guardd.site_mail import STRANGER, TOO_MANY, _action

pytestmark = pytest.mark.feature("D1")
UID, OTHER = 231_001, 231_002
PORT = 40_000


@pytest.fixture
def config() -> Iterator[Config]:
    with tempfile.TemporaryDirectory(prefix="fb-site-mail-", dir="/tmp") as state:
        config = load(state=Path(state))
        config.home("guardd").mkdir()
        for domain, uid, is_suspended in (
            ("a.example", UID, False),
            ("b.example", OTHER, False),
            ("c.example", UID, True),
        ):
            written = LiveSite(uid, is_suspended).written()
            files.write(config.live_scope("apache", domain) / "site.json", written)
        yield config


def ask(config: Config, sending: Sending, sender: str, number: int = 1, uid: int = UID, **more: str) -> str:
    asked = {"client_address": "127.0.0.1", "client_port": str(PORT), "recipient_count": str(number), "sender": sender}
    line = f" 0: 0100007F:{PORT:04X} 0100007F:{config.ports.site_mail:04X} 01 0:0 00:0 0 {uid} 0 1"
    return _action(config, sending, {**asked, **more}, [line])


def test_a_site_sends_in_its_own_name_only(config: Config) -> None:
    sending = Sending(config, lambda: 1_800_000_000.0)
    assert ask(config, sending, "shop@a.example") == GO_ON
    for sender in ("shop@b.example", "shop@c.example", "x@nowhere.example", "", "@", "x@../a.example"):
        assert ask(config, sending, sender) == STRANGER, sender
    assert ask(config, sending, "shop@a.example", uid=OTHER) == STRANGER
    assert ask(config, sending, "shop@a.example", client_port=str(PORT + 1)) == STRANGER
    assert ask(config, sending, "shop@a.example", client_address="192.0.2.1") == STRANGER


def test_beyond_the_limit_it_is_told_to_come_later_and_others_send_on(config: Config) -> None:
    now = 1_800_000_000.0
    sending = Sending(config, lambda: now)
    assert ask(config, sending, "a@a.example", SITE_MAIL.per_hour) == GO_ON
    assert ask(config, sending, "b@a.example") == TOO_MANY
    assert ask(config, sending, "a@b.example", uid=OTHER) == GO_ON
    assert sending.paused() == []
    now += 3601
    assert ask(config, sending, "a@a.example") == GO_ON

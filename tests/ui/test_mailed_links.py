"""The pages that mailed links open, without script, and what they look like (A4, C2)."""

from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import urlsplit

import pytest

from tests.ui.conftest import Site, Visitor
from tests.ui.test_every_page import LOOKS, Look, Looking, wrong_with

__all__ = ["wrong_with"]

pytestmark = [pytest.mark.browser, pytest.mark.feature("A4", "C2")]
NEW = "Kaban-to-kasa-77"
# What the background does, and the link of the latest mail of a kind, left in a file.
LINK = """
import email, email.policy, re
from django.conf import settings
from fumibako.chapters.mail.password_reset.services import answer_requests
from fumibako.groundwork.notices.models import OutgoingNotice
answer_requests()
stored = OutgoingNotice.objects.filter(key={key!r}).latest("pk").content
text = email.message_from_string(stored, policy=email.policy.default).get_content()
(settings.FUMIBAKO.state / "link").write_text(re.findall(r"https://\\S+", text)[0])
"""


def link(site: Site, key: str) -> str:
    site.manage(LINK.format(key=key))
    return urlsplit((site.state / "link").read_text()).path


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_lost_password_and_a_recovery_address_without_script(
    site: Site, visit: Callable[..., Visitor], look: Look, wrong_with: Looking
) -> None:
    who = dict(site.logins["users"][LOOKS.index(look)])
    walker = visit(script=False).log_in(who)
    looker = visit(**asdict(look))
    page = walker.go("/user/recovery/")
    page.fill("[name=address]", "ｓｕｚｕｋｉ＠home.example")
    page.fill("[name=again]", "suzuki@home.example")
    page.fill("[name=old]", who["password"])
    page.click("main form .primary")
    assert "suzuki@home.example" in page.inner_text(".results")
    way = link(site, "recovery_address_confirmation")
    wrong = wrong_with(looker.go(way), "/recovery/token/")
    walker.go(way)
    page.click("main form .primary")
    assert "suzuki@home.example" in page.inner_text(".results")
    wrong += wrong_with(looker.log_in(who).go("/user/recovery/"), "/user/recovery/set/")
    wrong += wrong_with(looker.go("/user/recovery/remove/"), "/user/recovery/remove/set/")

    page = visit(script=False).go("/login/")
    page.click("main form a")
    page.fill("[name=address]", who["address"])
    page.click("main form .primary")
    assert page.url.endswith("/reset/sent/")
    way = link(site, "password_reset")
    wrong += wrong_with(looker.go(way), "/reset/token/")
    page.goto(site.url + way)
    page.fill("[name=password]", NEW)
    page.fill("[name=again]", "other-one-88")
    page.click("main form .primary")
    assert "2" in page.inner_text(".field .error >> visible=true")
    page.fill("[name=password]", NEW)
    page.fill("[name=again]", NEW)
    page.click("main form .primary")
    assert page.url.endswith("/login/") and "メールソフト" in page.inner_text(".results")
    assert not wrong, "\n".join(wrong)
    # The site's other tests know the password that it had.
    site.manage(
        "from fumibako.chapters.mail.accounts.queries import account\n"
        "from fumibako.chapters.mail.accounts.services import set_password\n"
        "from fumibako.groundwork.audit.actor import SYSTEM\n"
        f"set_password(actor=SYSTEM, mailbox=account({who['address']!r}), password={who['password']!r})"
    )

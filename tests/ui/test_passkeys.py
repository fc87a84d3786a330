"""Passkeys (A3) in a browser with an authenticator of its own: registered, and used at the next login."""

from collections.abc import Callable

import pytest

from tests.ui.conftest import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.feature("A3")]
PERSON = {"address": "passkey@sample.example", "password": "Kaban-to-kasa-77"}
ADD = f"""
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
domain = Domain.objects.get(name="sample.example")
add_account(actor=SYSTEM, domain=domain, local_part="passkey", password={PERSON["password"]!r})
"""
TURN_ON = f"""
from django.utils import timezone
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.two_step.models import TwoStep
login = Login.objects.get(name={PERSON["address"]!r})
TwoStep.objects.create(login=login, address="codes@home.example", confirmed_at=timezone.now())
login.has_two_step = True
login.save()
"""
AUTHENTICATOR = {
    **{"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True},
    **{"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True},
}


def test_a_passkey_is_registered_and_is_the_second_step(site: Site, visit: Callable[..., Visitor]) -> None:
    site.manage(ADD)
    visitor = visit().log_in(PERSON)
    site.manage(TURN_ON)
    page = visitor.page
    device = visitor.context.new_cdp_session(page)
    device.send("WebAuthn.enable", {"enableUI": False})
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    visitor.go("/user/two-step/passkeys/register/")
    page.fill("[name=name]", "ノートパソコン")
    page.fill("[name=old]", "wrong-password")
    page.click("main form .primary")
    page.wait_for_selector("#id_old_error")
    page.fill("[name=old]", PERSON["password"])
    page.click("main form .primary")
    page.wait_for_url("**/user/two-step/")
    assert "ノートパソコン" in page.inner_text("main") and "未使用" in page.inner_text("main")

    visitor.context.clear_cookies()
    visitor.go("/login/")
    page.fill("[name=address]", PERSON["address"])
    page.fill("[name=password]", PERSON["password"])
    page.click("main form button:not([type=button])")
    page.click("[data-passkey]")
    page.wait_for_url("**/user/")
    visitor.go("/user/two-step/")
    assert "最終使用" in page.inner_text("main")

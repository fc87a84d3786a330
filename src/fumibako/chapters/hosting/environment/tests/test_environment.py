"""What a site runs on and how PHP is set for it (D2)."""

import pytest
from django.test import Client

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.hosting.environment.errors import NotOffered
from fumibako.chapters.hosting.environment.models import PhpChoice
from fumibako.chapters.hosting.environment.services import set_php
from fumibako.chapters.hosting.environment.snapshot import chosen
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.state import Aspect, PhpSettings
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D2")]
PAGE = "/admin/web/environment/"
CHOSEN = {
    "memory_mb": 256,
    "upload_mb": 8,
    "shows_errors": True,
    "timezone": "Europe/London",
    "max_seconds": 50,
    "max_fields": 5000,
}

LIMITS = {"max_seconds": "30", "max_fields": "1000"}


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


def test_what_is_chosen_is_wanted_and_published(site: Site) -> None:
    settle(Publication.objects.all())
    assert chosen("ours.example") is None
    set_php(actor=SYSTEM, site=site, **CHOSEN)
    assert chosen("ours.example") == PhpSettings(**CHOSEN)
    assert not is_settled(Aspect.SITE, "ours.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"memory_mb": 100_000},
        {"memory_mb": "128M\nphp_admin_value[auto_prepend_file] = /etc/passwd"},
        {"upload_mb": -1},
        {"timezone": "UTC\nphp_admin_value[sendmail_path] = /bin/sh"},
        {"timezone": "Asia/tokyo"},
        {"max_seconds": 0},
        {"max_fields": "1000\nphp_admin_value[open_basedir] = /"},
    ],
)
def test_case_009_what_is_not_offered_is_refused(site: Site, wrong: dict[str, object]) -> None:
    with pytest.raises(NotOffered) as refused:
        set_php(actor=SYSTEM, site=site, **{**CHOSEN, **wrong})  # type: ignore[arg-type] # as a program may send it
    assert refused.value.field in wrong
    assert not PhpChoice.objects.exists()
    with pytest.raises(ValueError, match="not offered"):
        PhpSettings(**{**CHOSEN, **wrong})


def test_case_010_another_settings_name_changes_nothing(client: Client) -> None:
    sent = {"memory_mb": "64", "upload_mb": "2", "timezone": "UTC", **LIMITS, "auto_prepend_file": "/etc/passwd"}
    assert client.post(PAGE, {**sent, "extension": "x.so", "sendmail_path": "/bin/sh"}).status_code == 302
    assert chosen("ours.example") == PhpSettings(memory_mb=64, upload_mb=2, timezone="UTC")


def test_the_page_shows_versions_modules_limits_and_what_is_chosen(client: Client) -> None:
    client.post(PAGE, {"memory_mb": "512", "upload_mb": "8", "timezone": "UTC", **LIMITS})
    page = client.get(PAGE).content.decode()
    for shown in ("Apache 2.4.", "8.2.", "mbstring", "mod_rewrite"[4:], "/ours.example/htdocs", "proc_open"):
        assert shown in page
    assert '<option value="512" selected>' in page


def test_what_is_offered_is_in_the_readers_language(client: Client) -> None:
    for language, shown in (("en", "30 seconds"), ("ja", "30秒")):
        assert f">{shown}<" in client.get(PAGE, headers={"Accept-Language": language}).content.decode()


def test_a_value_outside_the_list_is_said_at_its_field(client: Client) -> None:
    page = client.post(PAGE, {"memory_mb": "9999", "upload_mb": "8", "timezone": "UTC", **LIMITS})
    assert page.status_code == 422
    assert not PhpChoice.objects.exists()

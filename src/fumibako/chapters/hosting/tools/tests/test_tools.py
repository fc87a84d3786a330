"""Redirects and switches (D16): what can be redirected and where to, and what it leaves behind."""

import pytest

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.tools import errors
from fumibako.chapters.hosting.tools.rules import MAX_REDIRECTS, check_path, check_target
from fumibako.chapters.hosting.tools.services import add_redirect, delete_redirect, set_switches
from fumibako.chapters.hosting.tools.snapshot import tools_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.machine.state import Redirect

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D16")]


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


def test_a_site_without_any_wants_nothing(site: Site) -> None:
    assert tools_of("ours.example") is None


def test_redirects_and_switches_are_wanted_until_they_are_deleted(site: Site) -> None:
    made = add_redirect(actor=SYSTEM, site=site, path="/old/", target="https://日本語.example/新", is_permanent=False)
    set_switches(actor=SYSTEM, site=site, lists_folders=False, blocks_hotlinks=True)
    wanted = tools_of("ours.example")
    target = "https://xn--wgv71a119e.example/%E6%96%B0"
    assert wanted and wanted.redirects == (Redirect(path="/old", target=target, is_permanent=False),)
    assert (wanted.lists_folders, wanted.blocks_hotlinks) == (False, True)
    with pytest.raises(errors.RedirectTaken):
        add_redirect(actor=SYSTEM, site=site, path="/old", target="/x", is_permanent=True)
    delete_redirect(actor=SYSTEM, redirect=made)
    set_switches(actor=SYSTEM, site=site, lists_folders=False, blocks_hotlinks=False)
    assert tools_of("ours.example") is None


@pytest.mark.parametrize(
    "target", ["/", "/new", "/new?a=1&b=2#c", "https://new.example", "http://new.example:8080/a%20b", "/a b"]
)
def test_an_address_or_a_path_is_a_target(target: str) -> None:
    assert check_target(target)


@pytest.mark.parametrize(
    "target",
    [
        *("", "new", "//evil.example", "ftp://x.example/", "javascript:alert(1)", "data:text/html,x", "https://"),
        *('/x" "y', "/x\nRedirect / /y", "/${PATH}", "/%{HTTP_HOST}", "/x\\", "https://a@b.example/", "/" + "x" * 1001),
    ],
)
def test_case_005_anything_else_is_none(target: str) -> None:
    try:
        written = check_target(target)
    except errors.BadTarget:
        return
    assert all(character.isascii() and character.isprintable() and character not in '"\\ ${}' for character in written)
    assert target in ('/x" "y', "/x\nRedirect / /y", "/${PATH}", "/x\\")  # encoded, they are ordinary paths


@pytest.mark.parametrize("path", ["", "old", "/../x", "/a b", '/x"', "/x\n", "/%41", "/a?b", "//a", "/.htaccess"])
def test_case_005_anything_else_is_no_path(path: str) -> None:
    with pytest.raises(errors.BadRedirectPath):
        check_path(path)


@pytest.mark.parametrize("target", ["/old", "/old/new", "https://www.ours.example/old/", "http://ours.example:80/old"])
def test_a_redirect_does_not_lead_back_to_itself(site: Site, target: str) -> None:
    with pytest.raises(errors.LeadsBack):
        add_redirect(actor=SYSTEM, site=site, path="/old", target=target, is_permanent=True)


@pytest.mark.parametrize(("path", "target"), [("/c", "/a/x"), ("/c/d", "https://ours.example/a"), ("/b", "/a")])
def test_redirects_do_not_lead_in_a_circle(site: Site, path: str, target: str) -> None:
    for there, to in (("/a", "/b"), ("/b/x", "/c"), ("/elsewhere", "https://other.example/c")):
        add_redirect(actor=SYSTEM, site=site, path=there, target=to, is_permanent=True)
    if path == "/c/d":  # /a leads to /b and there it ends
        add_redirect(actor=SYSTEM, site=site, path=path, target=target, is_permanent=True)
        return
    with pytest.raises(errors.LeadsInCircle):
        add_redirect(actor=SYSTEM, site=site, path=path, target=target, is_permanent=True)


def test_there_is_a_most(site: Site) -> None:
    site.redirects.bulk_create(
        [
            site.redirects.model(site=site, path=f"/{number}", target="/", is_permanent=True)
            for number in range(MAX_REDIRECTS)
        ]
    )
    with pytest.raises(errors.TooManyRedirects):
        add_redirect(actor=SYSTEM, site=site, path="/more", target="/x", is_permanent=True)

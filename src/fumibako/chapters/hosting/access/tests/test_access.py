"""Access restriction (D6): what can be restricted and for whom, and what it leaves behind."""

import unicodedata

import pytest
from django.test import Client

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.hosting.access import errors
from fumibako.chapters.hosting.access.models import AccessUser, Restriction
from fumibako.chapters.hosting.access.rules import MAX_FOLDERS, check_folder
from fumibako.chapters.hosting.access.services import (
    add_access_user,
    lift_restriction,
    remove_access_user,
    restrict_folder,
    set_access_password,
)
from fumibako.chapters.hosting.access.snapshot import access_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.state import Aspect, ProtectedFolder
from fumibako.machine.state.web.access import spellings
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D6")]
PAGE = "/admin/web/access/"
PASSWORD = "Kaban-to-kasa-77"


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


@pytest.fixture
def members(site: Site) -> Restriction:
    return restrict_folder(actor=SYSTEM, site=site, path="/members/", realm="会員専用")


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


def test_a_restricted_folder_is_wanted_with_its_users_until_it_is_lifted(members: Restriction) -> None:
    settle(Publication.objects.all())
    add_access_user(actor=SYSTEM, restriction=members, login="sato", password=PASSWORD)
    assert not is_settled(Aspect.SITE, "ours.example")
    wanted = access_of("ours.example")
    assert wanted
    (folder,) = wanted.folders
    assert (folder.path, folder.realm, folder.users[0][0]) == ("/members", "会員専用", "sato")
    assert folder.users[0][1].startswith("$6$") and PASSWORD not in str(list(Entry.objects.values()))
    settle(Publication.objects.all())
    lift_restriction(actor=SYSTEM, restriction=members)
    assert access_of("ours.example") is None
    assert not is_settled(Aspect.SITE, "ours.example")


def test_a_new_password_takes_the_place_of_the_old_one_and_a_user_can_go(members: Restriction) -> None:
    user = add_access_user(actor=SYSTEM, restriction=members, login="sato", password=PASSWORD)
    old = user.password_hash
    set_access_password(actor=SYSTEM, user=user, password=PASSWORD + "8")
    assert AccessUser.objects.get().password_hash != old
    remove_access_user(actor=SYSTEM, user=user)
    wanted = access_of("ours.example")
    assert wanted and wanted.folders[0].users == ()


def test_the_whole_site_can_be_restricted() -> None:
    assert check_folder("/") == "/"


@pytest.mark.parametrize(
    "path",
    [
        *("members", "", "//", "/a//b", "/../other.example", "/a/./b", "/.fumibako/errors", "/a b", "/a*", "/[a]"),
        *("/a>\nRequire all granted", "/${SITES}", '/a"', "/a\0", "/会員 様", "/%00", "/%e4", "~ /", "/＞"),
        "/" + "a" * 200,
    ],
)
def test_what_is_no_folder_of_the_site_is_refused(site: Site, path: str) -> None:
    with pytest.raises(errors.BadFolder):
        restrict_folder(actor=SYSTEM, site=site, path=path, realm="x")
    with pytest.raises(ValueError, match="not a folder"):
        ProtectedFolder(number=1, path=path, realm="x")


@pytest.mark.parametrize(
    "typed", ["/会員ページ/", "/%E4%BC%9A%E5%93%A1%E3%83%9A%E3%83%BC%E3%82%B8", "/会員ヘ\u309aーシ\u3099"]
)
def test_a_japanese_folder_is_one_however_it_is_typed_copied_or_spelled(site: Site, typed: str) -> None:
    assert restrict_folder(actor=SYSTEM, site=site, path=typed, realm="x").path == "/会員ページ"


@pytest.mark.parametrize("realm", ["", "a\nRequire all granted", "${SITES}", "%{file:/etc/passwd}", "a\\", "a" * 61])
def test_a_title_that_a_web_server_would_read_otherwise_is_refused(site: Site, realm: str) -> None:
    with pytest.raises(errors.BadRealm):
        restrict_folder(actor=SYSTEM, site=site, path="/a", realm=realm)
    with pytest.raises(ValueError, match="not a realm"):
        ProtectedFolder(number=1, path="/a", realm=realm)


@pytest.mark.parametrize("login", ["a:b", "a\nb:$6$x$y", "a\r", "", "#a", "佐藤", "a b", "a" * 65])
def test_case_011_a_user_that_would_break_a_line_is_refused(members: Restriction, login: str) -> None:
    with pytest.raises(errors.BadLogin):
        add_access_user(actor=SYSTEM, restriction=members, login=login, password=PASSWORD)
    with pytest.raises(ValueError, match="not a user"):
        ProtectedFolder(number=1, path="/a", realm="x", users=((login, "$6$salt$hash"),))


def test_what_is_there_twice_too_often_or_weak_is_refused(site: Site, members: Restriction) -> None:
    with pytest.raises(errors.FolderTaken):
        restrict_folder(actor=SYSTEM, site=site, path="/members", realm="x")
    with pytest.raises(BadPassword):
        add_access_user(actor=SYSTEM, restriction=members, login="sato", password="short")
    add_access_user(actor=SYSTEM, restriction=members, login="sato", password=PASSWORD)
    with pytest.raises(errors.LoginTaken):
        add_access_user(actor=SYSTEM, restriction=members, login="sato", password=PASSWORD)
    with pytest.raises(errors.TooManyFolders):
        for number in range(MAX_FOLDERS):
            restrict_folder(actor=SYSTEM, site=site, path=f"/{number}", realm="x")
    assert Restriction.objects.count() == MAX_FOLDERS


def test_on_the_pages_a_folder_is_restricted_a_user_added_with_a_password_shown_once_and_all_removed(
    client: Client,
) -> None:
    page = client.post(f"{PAGE}add/", {"path": "／members", "realm": "会員専用"}, follow=True)
    here = page.redirect_chain[-1][0]
    shown = client.post(f"{here}users/add/", {"name": "sato", "password_by": "made", "once": "x"})
    password = shown.context["password"]
    assert shown.status_code == 200 and password in shown.content.decode()
    assert password not in client.get(here).content.decode()
    typed = {"name": "sato", "password_by": "typed", "password": PASSWORD}
    assert client.post(f"{here}users/add/", typed).status_code == 422
    user = AccessUser.objects.get()
    assert PASSWORD in client.post(f"{here}users/{user.pk}/password/", typed).content.decode()
    assert client.get(f"{here}remove/").status_code == 200 and Restriction.objects.exists()
    assert client.post(f"{here}users/{user.pk}/delete/").status_code == 302
    assert client.post(f"{here}remove/").status_code == 302
    assert not Restriction.objects.exists()


def test_a_folder_with_compatibility_kanji_is_closed_as_it_is_called_on_the_disk() -> None:
    for name in ("/\ufa10田", "/\ufa10が"):
        assert check_folder(name) == name
        assert {name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)} <= {*spellings(name)}
    assert "/\ufa10か\u3099" in spellings("/\ufa10が")  # as a Mac has it

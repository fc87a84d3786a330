"""The provider's own name and face: set once, seen everywhere, and a logo that is a picture and nothing else."""

from email import message_from_string
from email.policy import SMTP

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from fumibako.chapters.console.branding import rules, services
from fumibako.chapters.console.branding.errors import (
    BadColor,
    BadLogo,
    BadMailAddress,
    BadPhone,
    BadText,
    LogoTooLarge,
    PaleColor,
)
from fumibako.chapters.mail.accounts.snapshot import domain_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.brand.models import Branding
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.notices.login import PasswordWasReset
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, browser, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
__all__ = ("empty_cache", "ours")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
TEXTS = {
    "name": "青空メール",
    "name_en": "Blue Sky Mail",
    "company": "株式会社青空",
    "support_phone": "06-1234-5678",
    "support_hours": "平日 10:00～17:00",
    "support_address": "help@bluesky.example",
    "sender_address": "info@bluesky.example",
}


@pytest.fixture
def named() -> Branding:
    return services.set_branding(actor=SYSTEM, texts=TEXTS, logo=PNG)


@pytest.mark.usefixtures("named")
def test_every_face_has_the_providers_name(ours: Office) -> None:
    faces = ((browser(), "/"), (browser(), "/login/"), (browser(), "/console/login/"), (operator(), "/console/"))
    faces += ((member(ours.made.administrator), "/admin/"), (member(ours.user), "/user/software/"))
    for client, path in faces:
        page = client.get(path).content.decode()
        assert "– 青空メール</title>" in page and "06-1234-5678" in page and "文箱" not in page, path


@pytest.mark.usefixtures("named")
def test_english_pages_have_the_english_name() -> None:
    page = browser().get("/", headers={"accept-language": "en"}).content.decode()
    assert "– Blue Sky Mail</title>" in page and "Fumibako" not in page


def test_unnamed_it_is_called_by_no_brand() -> None:
    page = browser().get("/").content.decode()
    assert "– メールサービス</title>" in page and "文箱" not in page


@pytest.mark.usefixtures("named")
def test_a_mail_names_the_service_and_its_support(ours: Office) -> None:
    notice = PasswordWasReset(address="x@y.example", at=ours.made.domain.created_at)
    send(notice, to="reader@out.example", language="ja")
    row = OutgoingNotice.objects.get()
    assert row.sender == "info@bluesky.example"
    mail = message_from_string(row.content, policy=SMTP)
    assert str(mail["From"]) == "青空メール <info@bluesky.example>"
    assert (
        mail.get_content()
        .replace("\r\n", "\n")
        .endswith(
            "\n-- \n青空メール / 株式会社青空\nサポート：06-1234-5678 (平日 10:00～17:00)\nhelp@bluesky.example\n"
        )
    )
    send(notice, to="reader@out.example", language="en", domain=ours.made.domain)
    other = OutgoingNotice.objects.exclude(pk=row.pk).get()
    assert other.sender == "noreply@ours.example"
    assert "Blue Sky Mail" in message_from_string(other.content, policy=SMTP).get_content()


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        ({"name": "a\nb"}, BadText),
        ({"company": "x" * 101}, BadText),
        ({"support_phone": "javascript:alert(1)"}, BadPhone),
        ({"sender_address": "a@b.example\r\nBcc: c@d.example"}, BadMailAddress),
    ],
)
def test_what_would_not_stand_on_a_line_is_refused(texts: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.set_branding(actor=SYSTEM, texts=texts)
    assert not Branding.objects.exists()


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a", b"x"])
def test_a_logo_is_a_picture_without_script(content: bytes) -> None:
    with pytest.raises(BadLogo):
        rules.check_logo(content)


def test_a_logo_has_a_limit() -> None:
    with pytest.raises(LogoTooLarge):
        rules.check_logo(PNG + bytes(rules.MAX_LOGO_BYTES))


def test_an_uploaded_logo_is_served_with_the_type_of_its_first_bytes_until_it_is_removed(ours: Office) -> None:
    desk = operator()
    upload = SimpleUploadedFile("logo.html", PNG, content_type="text/html")
    assert desk.post("/console/branding/", {"name": "青空メール", "logo": upload}).status_code == 302
    mark = Branding.objects.get().logo_mark
    assert f'src="/logo?v={mark}"' in browser().get("/").content.decode()
    answer = browser().get(f"/logo?v={mark}")
    assert answer.content == PNG and answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"] and "immutable" in answer.headers["Cache-Control"]
    assert desk.post("/console/branding/", {"name": "青空メール", "remove_logo": "on"}).status_code == 302
    assert browser().get("/logo").status_code == 404


def test_the_colour_is_on_every_face_and_its_address_changes_with_it(ours: Office) -> None:
    assert "brand.css" not in browser().get("/login/").content.decode()
    services.set_branding(actor=SYSTEM, texts={"color": "#0B6E4F"})
    for client, path in (
        (browser(), "/login/"),
        (operator(), "/console/"),
        (member(ours.made.administrator), "/admin/"),
    ):
        assert "/brand.css?v=0b6e4f" in client.get(path).content.decode()
    answer = browser().get("/brand.css?v=0b6e4f")
    assert "--accent: light-dark(#0b6e4f, " in answer.content.decode()
    assert answer.headers["Content-Type"] == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert browser().get("/brand.css?v=000000").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("color", "refusal"),
    [("red", BadColor), ("#12345", BadColor), ("#fff; }", BadColor), ("#ffcc00", PaleColor), ("#ffffff", PaleColor)],
)
def test_a_colour_that_is_none_or_cannot_be_read_is_refused(color: str, refusal: type[BadColor]) -> None:
    with pytest.raises(refusal):
        services.set_branding(actor=SYSTEM, texts={"color": color})


def test_the_refusal_names_the_nearest_colour_that_can_be_used() -> None:
    page = operator().post("/console/branding/", {**TEXTS, "color": "#ffcc00"}).content.decode()
    nearest = rules.colours.readable("#ffcc00")
    assert nearest in page
    assert services.set_branding(actor=SYSTEM, texts={"color": nearest}).color == nearest


def test_notices_of_the_virus_check_name_the_provider_too(ours: Office, named: Branding) -> None:
    name = ours.made.domain.name
    wish = domain_of(name)
    assert wish is not None and "青空メール" in wish.signature and "06-1234-5678" in wish.signature
    Publication.objects.update(applied=F("wanted"))
    services.set_branding(actor=SYSTEM, texts={"color": "#1a5fb4"})
    assert not Publication.objects.filter(wanted__gt=F("applied")).exists()
    services.set_branding(actor=SYSTEM, texts={"company": "株式会社大空"})
    assert [row.key for row in Publication.objects.filter(wanted__gt=F("applied"))] == [name]

"""A telephone keeps a person's contacts by CardDAV (C12): through nginx, with the password of the mail account."""

import base64
import re

import pytest

from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office
from tests.journeys.web import Browser, dial

pytestmark = [pytest.mark.box, pytest.mark.feature("C12")]
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:佐藤 花子\r\nN:佐藤;花子;;;\r\nEMAIL:hanako@out.example\r\nEND:VCARD\r\n"
ETAGS = b'<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>'

SINCE = (
    '<d:sync-collection xmlns:d="DAV:"><d:sync-token>{}</d:sync-token><d:sync-level>1</d:sync-level>'
    "<d:prop><d:getetag/></d:prop></d:sync-collection>"
)


def test_a_telephones_contact_is_in_the_webmail_and_back(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    telephone = dial(programs, office.config.hostname)

    def ask(method: str, path: str, content: bytes, status: int, password: str = suzuki.password) -> str:
        login = base64.b64encode(f"{suzuki.address}:{password}".encode()).decode()
        telephone.request(method, path, content, {"Authorization": f"Basic {login}", "Depth": "1"})
        answer = telephone.getresponse()
        text = answer.read().decode()
        assert answer.status == status, (method, path, text)
        return text

    ask("PROPFIND", "/.well-known/carddav", b"", 302)
    ask("PROPFIND", "/dav/", b"", 401, password="wrong")
    book = re.findall(r"<d:href>(/dav/[^<]+/contacts/)<", ask("PROPFIND", f"/dav/{suzuki.address}/", b"", 207))[0]
    ask("PUT", f"{book}T-1.vcf", CARD.encode(), 201)
    assert "T-1.vcf" in ask("PROPFIND", book, ETAGS, 207)
    assert "佐藤 花子" in Browser(programs, office.config.hostname).log_in(suzuki).get("/mail/contacts/").text
    assert ask("GET", f"{book}T-1.vcf", b"", 200) == CARD
    changes = ask("REPORT", book, SINCE.format("").encode(), 207)
    assert "T-1.vcf" in changes
    (token,) = re.findall(r"<d:sync-token>([^<]+)<", changes)
    ask("DELETE", f"{book}T-1.vcf", b"", 204)
    assert "404 Not Found" in ask("REPORT", book, SINCE.format(token).encode(), 207)
    ask("GET", f"{book}T-1.vcf", b"", 404)

"""The large-file cabinet (E5): in parts over HTTPS, looked at by clamd, handed out to people outside, and received."""

import re
import secrets
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.desk import run_now
from tests.journeys.office import Office
from tests.journeys.test_malware import EICAR
from tests.journeys.test_options import manage
from tests.journeys.web import Browser, Page

pytestmark = [pytest.mark.box, pytest.mark.feature("E5")]
SECRET = "Kagi-to-hako-3"
IN_USE = """\
from django.utils import timezone
from fumibako.chapters.cabinet.models import Seat
from fumibako.chapters.contract.options.models import Effect, Option, Order, State
from fumibako.chapters.mail.accounts.models import Mailbox
mailbox = Mailbox.objects.get(address={address!r})
words = dict(name_ja="箱", name_en="Box", contents_ja="x", contents_en="x")
option, _ = Option.objects.get_or_create(code="box", defaults=dict(words, price=1, effect=Effect.CABINET, amount=10))
customer = mailbox.domain.customer
Order.objects.create(number=f"R{{96000000 + mailbox.pk}}", customer=customer, option=option, packs=1, amount=10,
    price=1, state=State.ACTIVE, requested_at=timezone.now())
Seat.objects.create(mailbox=mailbox)
"""
EXPIRED = """\
from django.utils import timezone
from fumibako.chapters.cabinet.models import Link, StoredFile
Link.objects.filter(note={note!r}).update(expires_at=timezone.now())
StoredFile.objects.filter(links__note={note!r}).update(expires_at=timezone.now())
"""


def posted(browser: Browser, page: Page, path: str, values: dict[str, str], **files: tuple[str, bytes]) -> Page:
    """A form with files, as a browser sends it from that page."""
    token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    mark, parts = "-----=part", []
    for name, value in {**values, "csrfmiddlewaretoken": token}.items():
        parts.append(f'name="{name}"\r\n\r\n{value}'.encode())
    for name, (file_name, content) in files.items():
        parts.append(f'name="{name}"; filename="{file_name}"\r\n\r\n'.encode() + content)
    head = f"--{mark}\r\nContent-Disposition: form-data; ".encode()
    body = b"".join(head + part + b"\r\n" for part in parts) + f"--{mark}--\r\n".encode()
    url = urllib.parse.urljoin(page.url, path)
    origin = urllib.parse.urljoin(page.url, "/").rstrip("/")
    headers = {"Referer": page.url, "Origin": origin, "Content-Type": f"multipart/form-data; boundary={mark}"}
    return browser._open(urllib.request.Request(url, body, headers))


def in_parts(browser: Browser, page: Page, path: str, name: str, content: bytes, **values: str) -> None:
    """Half of it; then, as after a lost connection, asked how far it has come, and the rest."""
    about = {"name": name, "size": str(len(content)), "stamp": "1-abc", **values}
    half = len(content) // 2
    posted(browser, page, path, {**about, "offset": "0"}, part=("blob", content[:half]))
    assert f'"offset": {half}' in posted(browser, page, path, about).text
    done = posted(browser, page, path, {**about, "offset": str(half)}, part=("blob", content[half:]))
    assert '"is_whole": true' in done.text, done.text


def test_a_large_file_goes_out_by_a_link_until_it_is_used_up_and_expires(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    host, content = office.config.hostname, secrets.token_bytes(20_000_000)
    manage(office, IN_USE.format(address=suzuki.address))
    own = Browser(programs, host).log_in(suzuki)
    page = own.get("/user/cabinet/")
    in_parts(own, page, "/user/cabinet/part/", "設計図.bin", content)
    posted(own, page, "/user/cabinet/upload/", {}, files=("bad.txt", EICAR.encode()))

    def checked() -> Page | None:
        shown = own.get("/user/cabinet/")
        return None if "chip busy" in shown.text else shown

    page = until(checked, 60)
    assert "Eicar" in page.text
    form = own.get("/user/cabinet/links/add/")
    assert "設計図.bin" in form.text and "bad.txt" not in form.text
    key = form.text.partition('name="chosen" value="')[2].partition('"')[0]
    note = f"第2版 {secrets.token_hex(4)}"
    given: dict[str, str | list[str]] = {
        "chosen": key,
        "days": "3",
        "max_downloads": "1",
        "note": note,
        "password": SECRET,
    }
    made = own.submit(form, "/links/add/", given)
    path = urllib.parse.urlsplit(made.text.partition('id="address">')[2].partition("<")[0]).path

    outside, other = Browser(programs, host), Browser(programs, host)
    door = outside.get(path)
    assert "設計図" not in door.text
    assert outside.submit(door, path, {"password": "wrong-wrong"}).status == 422
    files = outside.submit(outside.get(path), path, {"password": SECRET})
    got = outside.submit(files, f"/{key}/", {})
    assert got.content == content
    outside.claim({"Range": "bytes=19999990-"})
    assert outside.get(f"{path}{key}/").content == content[-10:]  # from where it was cut, and not counted again
    used_up = other.submit(other.get(path), path, {"password": SECRET})
    assert f'action="{path}{key}/"' not in used_up.text
    assert outside.get(f"/.cabinet/{key}").status == 404
    (number,) = set(re.findall(r"/user/cabinet/links/([0-9]+)/", own.get("/user/cabinet/").text))
    log = own.get(f"/user/cabinet/links/{number}/").text
    assert log.count("設計図.bin") == 2 and programs.host in log

    manage(office, EXPIRED.format(note=note))
    assert Browser(programs, host).get(path).status == 410
    run_now(office, "sweep_cabinet")
    until(lambda: not (Path(office.config.cabinet) / key).exists(), 30)


def test_somebody_outside_sends_a_file_by_a_request(programs: MailPrograms, office: Office, sato: Person) -> None:
    host, content = office.config.hostname, secrets.token_bytes(3_000_000)
    manage(office, IN_USE.format(address=sato.address))
    own, outside = Browser(programs, host).log_in(sato), Browser(programs, host)
    form = own.get("/user/cabinet/requests/add/")
    made = own.submit(form, "/requests/add/", {"note": "カタログの写真", "days": "3", "max_gigabytes": "1"})
    path = urllib.parse.urlsplit(made.text.partition('id="address">')[2].partition("<")[0]).path
    page = outside.get(path)
    assert "カタログの写真" in page.text
    in_parts(outside, page, f"{path}part/", "写真.jpg", content, sender="花子")
    assert posted(outside, page, path, {"sender": "花子"}, files=("空.txt", b"")).status == 422
    until(lambda: [mail for mail in programs.all_in(sato) if b"noreply@" in mail], 60)
    listed = own.get("/user/cabinet/").text
    key = listed.partition("/user/cabinet/files/")[2].partition("/")[0]
    assert "花子" in listed and own.get(f"/user/cabinet/files/{key}/").content == content
    office.suspend_account(sato)
    try:
        assert outside.get(path).status == 403
    finally:
        office.resume_account(sato)

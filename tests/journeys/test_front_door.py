"""What strangers send to ports 80 and 443 themselves: foreign names, forged addresses, too much of everything (A2)."""

import contextlib
import socket
import ssl
from typing import Any

import pytest

from tests.journeys.clients import TIMEOUT, MailPrograms, Person, is_ended, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("A2")]


def dialled(programs: MailPrograms, port: str = "https") -> socket.socket:
    plain = socket.create_connection((programs.host, programs.ports[port]), TIMEOUT)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = context.wrap_socket(plain) if port == "https" else plain
    connection.settimeout(TIMEOUT)
    return connection


def rest_of(connection: socket.socket) -> bytes:
    """All that comes until the server hangs up."""
    answer = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := connection.recv(65536):
            answer += piece
    return answer


def said(programs: MailPrograms, request: bytes, port: str = "https") -> bytes:
    """Send bytes as they are, return all that comes back."""
    with dialled(programs, port) as connection:
        with contextlib.suppress(ConnectionError, ssl.SSLError):  # it hung up while we still sent
            connection.sendall(request)
        return rest_of(connection)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def request(office: Office, line: str = "GET / HTTP/1.1", host: str = "", *headers: str) -> bytes:
    lines = (line, f"Host: {host or office.config.hostname}", "Connection: close", *headers, "", "")
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("host", ["evil.example", "{name}.evil.example", "good:1@evil.example", "evil.example:443"])
def test_case_052_a_foreign_host_name_leads_nowhere(programs: MailPrograms, office: Office, host: str) -> None:
    foreign = host.format(name=office.config.hostname)
    for path in ("/", "/login/", "/admin/"):
        answer = said(programs, request(office, f"GET {path} HTTP/1.1", foreign))
        assert status_of(answer) == 400
        assert b"evil" not in answer
    redirect = said(programs, request(office, "GET /login/?a=b HTTP/1.1", foreign), "http")
    assert status_of(redirect) in (400, 404)  # customers' sites are there, and none has that name
    assert b"evil" not in redirect


def test_port_80_leads_to_the_same_page_behind_tls(programs: MailPrograms, office: Office) -> None:
    answer = said(programs, request(office, "GET /login/?next=/user/ HTTP/1.1"), "http")
    assert f"Location: {office.config.site_url}/login/?next=/user/\r\n".encode() in answer


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_port_80_leads_a_browser_on_this_machine_to_where_it_finds_the_box(
    programs: MailPrograms, office: Office, host: str
) -> None:
    answer = said(programs, request(office, "GET /login/?a=b HTTP/1.1", f"{host}:{office.config.ports.http}"), "http")
    assert f"Location: https://{host}:{office.config.ports.https}/login/?a=b\r\n".encode() in answer


def test_case_052_an_absolute_request_line_and_forwarding_headers_change_no_link(
    programs: MailPrograms, office: Office
) -> None:
    absolute = said(programs, request(office, "GET https://evil.example/login/ HTTP/1.1"))
    assert b"evil" not in absolute
    headers = ("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example", "X-Forwarded-Proto: http")
    answer = said(programs, request(office, "GET /admin/ HTTP/1.1", "", *headers))
    assert status_of(answer) == 302
    assert b"evil" not in answer


def test_case_064_a_session_shows_the_sockets_address_and_no_claimed_one(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    browser = Browser(programs, office.config.hostname)
    names = ("X-Real-IP", "X-Forwarded-For", "CF-Connecting-IP", "Forwarded", "True-Client-IP")
    browser.claim(dict.fromkeys(names, "203.0.113.66"))
    page = browser.log_in(suzuki).get("/user/sessions/")
    assert "127.0.0.1" in page.text
    assert "203.0.113.66" not in page.text
    proxied = said(programs, b"PROXY TCP4 203.0.113.66 127.0.0.1 1 443\r\n" + request(office), "http")
    assert status_of(proxied) == 400


def test_case_124_what_is_too_large_is_refused_before_it_is_read(programs: MailPrograms, office: Office) -> None:
    form = "Content-Type: application/x-www-form-urlencoded"
    for path in ("/login/", "/api/v1/accounts", "/csp-report"):
        line = f"POST {path} HTTP/1.1"
        answer = said(programs, request(office, line, "", form, "Content-Length: 104857600"))
        assert status_of(answer) == 413
    many = "&".join(f"a{n}=1" for n in range(10_000))
    for large in (
        request(office, f"GET /login/?{many} HTTP/1.1"),
        request(office, "GET / HTTP/1.1", "", "X-Large: " + "x" * 65_536),
    ):
        answer = said(programs, large)
        # RFC 9112 section 9.6: whoever hangs up before all was sent may take the answer with it.
        assert not answer or status_of(answer) in (400, 414, 431)
    assert status_of(said(programs, request(office))) == 200


@pytest.mark.parametrize(
    "smuggled",
    [
        ("Content-Length: 4", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: xchunked",),
        ("Content-Length: 4", "Content-Length: 5"),
        ("Content-Length: +4",),
    ],
    ids=str,
)
def test_a_request_of_two_lengths_is_none(programs: MailPrograms, office: Office, smuggled: tuple[str, ...]) -> None:
    body = b"0\r\n\r\nGET /admin/ HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = said(programs, request(office, "POST /login/ HTTP/1.1", "", *smuggled) + body)
    assert status_of(answer) in (400, 403, 501)
    assert answer.count(b"HTTP/1.1 ") == 1


def test_case_122_nothing_a_browser_sends_makes_a_line_of_its_own_in_a_log(
    programs: MailPrograms, office: Office
) -> None:
    marks = [f"mark{n}" for n in range(3)]
    names = [f"a\n{marks[0]}", f"\x1b[2J{marks[1]}", f"\r\n\r\n{marks[2]}"]
    browser = Browser(programs, office.config.hostname)
    for name in names:
        browser.submit(browser.get("/login/"), "/login/", {"address": name, "password": name})
    for path in ("%0a" + marks[0], "%1b[2J" + marks[1], "%0d%0a" + marks[2]):
        said(
            programs, request(office, f"POST /admin/accounts/{path}/delete/ HTTP/1.1", "", f"User-Agent: \x1b]0;{path}")
        )
    lines = [
        line
        for log in office.config.log.iterdir()
        if log.is_file()
        for line in log.read_text(errors="replace").split("\n")
    ]
    assert not [line for line in lines if line.lstrip().startswith(tuple(marks)) or "\x1b" in line]


def test_who_asks_too_fast_is_slowed_down_then_told_so(programs: MailPrograms, office: Office) -> None:
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(dialled(programs)) for _ in range(80)]
        for connection in crowd:
            connection.sendall(request(office, "GET /login/ HTTP/1.1"))
        answers = [rest_of(connection) for connection in crowd]
    told = [answer for answer in answers if status_of(answer) == 429]
    assert told
    assert len(told) < 40  # the burst is served, one after the other
    assert all("1分ほどしてから" in answer.decode() for answer in told)
    assert all(b"Strict-Transport-Security: max-age=31536000\r\n" in answer for answer in told)
    assert {status_of(answer) for answer in answers} == {200, 429}
    until(lambda: status_of(said(programs, request(office, "GET /login/ HTTP/1.1"))) == 200)


def test_many_looks_for_new_mail_wait_for_their_turn(programs: MailPrograms, office: Office) -> None:
    """All pages of an office look at once after a mail to everybody, while one of them opens another page."""
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(dialled(programs)) for _ in range(50)]
        for connection in crowd:
            connection.sendall(request(office, "GET /mail/state/?folder=INBOX HTTP/1.1"))
        assert status_of(said(programs, request(office, "GET /login/ HTTP/1.1"))) == 200
        assert 429 not in {status_of(rest_of(connection)) for connection in crowd}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", b"text/html"),
        ("/static/ui/fumibako.css", b"text/css"),
        ("/robots.txt", b"text/plain"),
        ("/favicon.ico", b"image/svg+xml"),
        ("/nothing-here", b"text/html"),
    ],
)
def test_every_answer_has_the_headers_that_browsers_are_asked_to_heed(
    programs: MailPrograms, office: Office, path: str, kind: bytes
) -> None:
    head, _, _ = said(programs, request(office, f"GET {path} HTTP/1.1")).partition(b"\r\n\r\n")
    names = [line.partition(b": ")[0].lower() for line in head.split(b"\r\n")[1:]]
    wanted = {
        *(b"strict-transport-security", b"permissions-policy", b"cross-origin-resource-policy"),
        *(b"content-security-policy", b"x-content-type-options", b"x-frame-options", b"referrer-policy"),
    }
    assert {name for name in wanted if names.count(name) != 1} == set()
    assert b"\r\nContent-Type: " + kind in head


@pytest.mark.feature("B1")
def test_case_049_and_050_browsers_are_out_within_moments_of_a_command(
    programs: MailPrograms, office: Office, new_domain: str, demo: dict[str, Any]
) -> None:
    administrator = office.add_customer("株式会社一時停止", new_domain)
    user = office.add_account(f"taro@{new_domain}")
    browsers = [Browser(programs, office.config.hostname).log_in(person) for person in (administrator, user)]
    session = programs.imaps(user)
    office.suspend_customer(new_domain)
    for browser in browsers:
        assert browser.get("/user/").path == "/login/"
    until(lambda: is_ended(session), 5)
    office.resume_customer(new_domain)
    browser, session = Browser(programs, office.config.hostname).log_in(user), programs.imaps(user)
    office.delete_account(user)
    assert browser.get("/user/").path == "/login/"
    until(lambda: is_ended(session), 5)


def test_case_118_whoever_says_nothing_is_sent_away_and_others_are_served(
    programs: MailPrograms, office: Office
) -> None:
    with contextlib.ExitStack() as idle:
        silent = [
            idle.enter_context(socket.create_connection((programs.host, programs.ports["http"]), TIMEOUT))
            for _ in range(200)
        ]
        for connection in silent:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert status_of(said(programs, request(office))) == 200
        silent[0].settimeout(60)
        assert silent[0].recv(1) == b""

"""Logins by every protocol: one counter, exact names, passwords nowhere to be read (A2)."""

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from tests.journeys import mails
from tests.journeys.clients import FOREIGN, MailPrograms, Person, hand_over, is_ended, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("A2")]
LOCKED_AFTER = 20  # wrong passwords within 15 minutes
UNSLOWED = 9
OUTSIDER = "hanako@out.example"


def test_case_063_wrong_passwords_are_counted_over_all_protocols_together(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    """Neither the web's tries alone nor the others' would do. The web's come first, because a browser that has to wait
    has not tried; the others at the same time, because each refusal is slowed down on purpose."""
    mail_programs = (programs.logs_in, programs.pops, programs.submits)
    for number in range(UNSLOWED):
        assert not web_login(programs, office, Person(suzuki.address, f"wrong-password-{number}"))
    wrong = [Person(suzuki.address, f"wrong-again-{number}") for number in range(LOCKED_AFTER - 1)]
    with ThreadPoolExecutor(len(wrong)) as pool:
        tries = [pool.submit(_lets_in, mail_programs[n % 3], person) for n, person in enumerate(wrong)]
    assert not any(one.result() for one in tries)
    for log_in in mail_programs:
        assert not log_in(suzuki), f"{log_in.__name__}: in after {LOCKED_AFTER} wrong passwords"
    assert not web_login(programs, office, suzuki)
    helped = office.set_password(suzuki, "Kaban-to-kasa-77")
    assert programs.logs_in(helped) and web_login(programs, office, helped)


def _lets_in(log_in: Callable[[Person], bool], person: Person) -> bool:
    try:
        return log_in(person)
    except TimeoutError:
        return False  # slowed down for longer than we wait


def web_login(programs: MailPrograms, office: Office, person: Person) -> bool:
    browser = Browser(programs, office.config.hostname)
    page = browser.submit(browser.get("/login/"), "/login/", {"address": person.address, "password": person.password})
    return "/login/" not in page.path


def test_the_login_history_tells_of_every_way_in_and_of_who_was_refused(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    administrator = office.add_customer("株式会社履歴", new_domain)
    office.settled(new_domain)
    for log_in in (programs.logs_in, programs.pops, programs.submits):
        assert log_in(administrator), log_in.__name__
    assert not programs.logs_in(Person(administrator.address, "wrong-password-1"))
    browser = Browser(programs, office.config.hostname)
    browser.log_in(administrator)
    ways = ("IMAP", "POP", "SMTP（送信）", "Web（ウェブメールを含む）", "パスワードが違うか、アカウントが存在しない")
    until(lambda: all(way in browser.get("/user/logins/").text for way in ways))
    assert administrator.address in browser.get("/admin/logins/?result=refused").text
    assert "IMAP/POP" in browser.get("/admin/usage/?sort=-bytes").text


@pytest.mark.feature("A7")
def test_where_logins_may_come_from_holds_for_every_mail_program_at_once(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    """These connections come from an address that is in no country, the browser from this machine itself."""
    administrator = office.add_customer("株式会社国内", new_domain)
    office.settled(new_domain)
    assert programs.submits(administrator)
    before = programs.imap(administrator)
    browser = Browser(programs, office.config.hostname)
    browser.log_in(administrator)
    page = browser.get("/admin/login-places/")
    page = browser.submit(page, "/login-places/", {"web": "anywhere", "programs": "japan", "networks": ""})
    assert page.status == 200
    until(lambda: not programs.submits(administrator))
    until(lambda: is_ended(before))
    for service in ("imaps", "pop3s"):
        assert not _knocks(programs, service, administrator, FOREIGN[0]), service
        assert _knocks(programs, service, administrator, "127.0.0.1"), service
    assert "許可されていない接続元" in browser.get("/admin/logins/?way=imap&result=refused").text
    browser.submit(browser.get("/admin/login-places/"), "/login-places/", {"networks": FOREIGN[0]})
    until(lambda: _knocks(programs, "imaps", administrator, FOREIGN[0]))
    assert programs.submits(administrator)


def _knocks(programs: MailPrograms, service: str, person: Person, source: str) -> bool:
    """Whether a login from that address is let in."""
    said = {
        "imaps": f"a LOGIN {person.address} {person.password}\r\n",
        "pop3s": f"USER {person.address}\r\nPASS {person.password}\r\n",
    }
    with (
        socket.create_connection((programs.host, programs.ports[service]), 60, (source, 0)) as plain,
        programs.context.wrap_socket(plain, server_hostname=programs.host) as connection,
    ):
        answers = connection.makefile("rb")
        answers.readline()
        connection.sendall(said[service].encode())
        found = [answers.readline() for _ in range(2 if service == "pop3s" else 1)]
    return b"OK" in found[-1]


@pytest.mark.parametrize(
    "form",
    [
        "{local}'--@{domain}",
        "{local}%u",
        "{local}%",
        "{local}@{domain}\\0",
        "{local}/../{local}@{domain}",
        "{local}@{domain}*{local}@{domain}",
        "administrator*{local}@{domain}",
        "{local}@{domain}' OR '1'='1",
        "{local}",
        "",
    ],
)
def test_case_071_a_strange_login_name_is_nobody(
    programs: MailPrograms, office: Office, suzuki: Person, form: str
) -> None:
    local, _, domain = suzuki.address.partition("@")
    name = form.format(local=local, domain=domain).replace("\\0", "\0").replace('"', "")
    before = len(_log_lines(office.config, "dovecot"))
    assert not programs.plain_login(Person(name, suzuki.password))
    assert not [line for line in _log_lines(office.config, "dovecot")[before:] if "sql" in line and "rror" in line]


def test_case_071_an_address_in_capitals_is_the_same_account_and_no_second_one(
    programs: MailPrograms, office: Office, suzuki: Person, sato: Person
) -> None:
    """Telephones write the first letter of an address so; the web takes it as well."""
    local, _, domain = suzuki.address.partition("@")
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    arrived = programs.wait_for(suzuki, mail)
    for name in (suzuki.address.upper(), f"{local.capitalize()}@{domain.upper()}"):
        person = Person(name, suzuki.password)
        assert programs.all_in(person) == [arrived]
        assert programs.pops(person) and web_login(programs, office, person)
        sent = mails.plain(suzuki.address, sato.address)
        with programs.submission(person) as smtp:
            hand_over(smtp, sent, suzuki.address, sato.address)
        programs.wait_for(sato, sent)
        assert not programs.logs_in(Person(name, suzuki.password.swapcase()))
    directories = [directory.name for directory in (office.config.mail_store / domain).iterdir()]
    assert [directory for directory in directories if directory.lower() == local] == [local]


def test_case_070_two_of_the_same_name_in_two_domains_never_get_each_others_mailbox(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    """With each other's passwords among the tries, in any order and at the same time (as CVE-2025-30189 was)."""
    addresses = [f"info@{name}.{new_domain}" for name in ("a", "b")]
    for address in addresses:
        office.add_customer("株式会社同名", address.partition("@")[2])
    people = [office.set_password(office.add_account(address), f"Kaban-to-kasa-{address}") for address in addresses]
    for person in people:
        mail = mails.plain(OUTSIDER, person.address)
        programs.deliver(mail, OUTSIDER, person.address)
        programs.wait_for(person, mail)

    def look(number: int) -> str:
        person, other = people[number % 2], people[1 - number % 2]
        if number % 5 == 4:
            return "in" if programs.plain_login(Person(person.address, other.password)) else "out"
        with programs.imaps(person) as imap:
            imap.select("INBOX", readonly=True)
            found = imap.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (TO)])")[1]
        text = b"".join(part for piece in found if isinstance(piece, tuple) for part in piece).decode()
        return "own" if person.address in text and other.address not in text else text

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(look, range(60)))
    assert outcomes.count("own") == 48
    assert outcomes.count("out") == 12
    for person in people:
        office.suspend_customer(person.domain)


def test_case_071_dovecot_is_not_asked_to_take_any_character_and_remembers_no_login(office: Office) -> None:
    told = subprocess.run(
        (
            "doveconf",
            "-c",
            str(office.config.live("dovecot") / "dovecot.conf"),
            "auth_username_chars",
            "auth_cache_size",
        ),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    settings = dict(line.split(" = ", 1) for line in told.splitlines())
    assert settings["auth_cache_size"] == "0"
    allowed = settings["auth_username_chars"]
    assert allowed and not set(allowed) & set("'\"%*\\/ \0;`$")


def test_case_072_a_password_stands_in_no_log_and_no_command_line(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    canary = Person(suzuki.address, "Kanaria-ga-utau-4821")
    with _command_lines() as seen:
        office.set_password(canary, canary.password)
        until(lambda: programs.logs_in(canary), 10)
        assert not programs.logs_in(Person(canary.address, canary.password + "x"))
        assert programs.pops(canary) and programs.submits(canary)
        assert web_login(programs, office, canary)
        mail = mails.plain(OUTSIDER, canary.address)
        programs.deliver(mail, OUTSIDER, canary.address)
        programs.wait_for(canary, mail)
    assert seen and not [line for line in seen if canary.password in line]
    for path in _readable_files(office.config):
        assert canary.password.encode() not in path.read_bytes(), path


@contextmanager
def _command_lines() -> Iterator[set[str]]:
    """Every command line that any process of this machine shows meanwhile, looked at every 10 ms."""
    seen: set[str] = set()
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.01):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
                except OSError:
                    continue  # it ended while we looked

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def _readable_files(config: Config) -> Iterator[Path]:
    """Everything the box keeps but sockets: logs, databases, rendered files, mails."""
    for path in config.state.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path


def _log_lines(config: Config, service: str) -> list[str]:
    return [
        line
        for path in config.log.glob(f"{service}*")
        if path.is_file()
        for line in path.read_text(errors="replace").splitlines()
    ]

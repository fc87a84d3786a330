"""What an operator does to a box by hand, and what happens to its machine: certificates, a full disk, copies and
restores. A box of its own: the other tests need theirs."""

import contextlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.knot.control import DelegationSigner, delegation_signers
from tests.conftest import ROOT
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.database import READ, ROWS, TABLE, Made, add, ask
from tests.journeys.mails import iso_2022_jp, plain
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website
from tests.migrated import lay
from tests.ports import free_base

pytestmark = [pytest.mark.box, pytest.mark.feature("E6")]


def command(config: Config, *words: str) -> "subprocess.CompletedProcess[str]":
    line = (sys.executable, "-m", "fumibako.cli", *words, "--state", str(config.state))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(line, capture_output=True, text=True, timeout=300, env=environment)


def fine(config: Config, *words: str) -> str:
    done = command(config, *words)
    assert done.returncode == 0, done
    return done.stdout


def health(config: Config, name: str) -> tuple[str, str]:
    told = json.loads(command(config, "status", "--json").stdout)
    return next((line["health"], line["detail"]) for line in told["services"] if line["name"] == name)


@contextlib.contextmanager
def own_box(settings: str = "") -> Iterator[Config]:
    """An empty state directory for a box, on a small disk of its own where this machine allows that."""
    state = Path(tempfile.mkdtemp(prefix="fb-op-", dir="/tmp"))
    state.chmod(0o755)
    (state / "fumibako.toml").write_text(f"[box]\nport_base = {free_base()}\n{settings}")
    made = load(state=state)
    try:
        yield made
    finally:
        command(made, "down")
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="module")
def config(migrated: Path) -> Iterator[Config]:
    with own_box("[engines]\ndownload_signatures = false\n") as made:
        lay(migrated, made)
        fine(made, "up", "--detach", "--small-demo")
        yield made


@pytest.fixture
def running(config: Config) -> Config:
    fine(config, "up", "--detach", "--small-demo")
    return config


def demo(config: Config) -> dict[str, Any]:
    """Whatever the health of its services is just now."""
    known: dict[str, Any] = json.loads(command(config, "status", "--json").stdout)
    return known


def programs_of(config: Config) -> MailPrograms:
    return MailPrograms.of(demo(config), config.tls / "certificate.pem", config.hostname)


def users(config: Config) -> list[Person]:
    return [Person(**user) for user in demo(config)["demo"]["users"]]


@contextlib.contextmanager
def certificate(config: Config, key: str) -> Iterator[None]:
    """Another certificate beside the box's key; key: where its own key goes."""
    kept = tempfile.mkdtemp(prefix="fb-tls-", dir="/tmp")
    shutil.copytree(config.tls, kept, dirs_exist_ok=True)
    names = ("-subj", f"/CN={config.hostname}", "-addext", f"subjectAltName=DNS:{config.hostname}")
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "90", *names)
    subprocess.run((*new, "-keyout", key, "-out", config.tls / "certificate.pem"), check=True, capture_output=True)
    try:
        yield
    finally:
        shutil.copytree(kept, config.tls, dirs_exist_ok=True)
        shutil.rmtree(kept)


def shown(config: Config) -> str:
    """The certificate at 993."""
    return ssl.get_server_certificate(("127.0.0.1", config.ports.imaps))


def test_a_certificate_of_another_key_is_refused_and_the_old_one_stays_in_use(running: Config) -> None:
    before = shown(running)
    with certificate(running, key="/dev/null"):
        done = command(running, "restart", "nginx", "dovecot", "postfix")
        assert (done.returncode, done.stdout) == (2, "")
        assert "Nothing was restarted." in done.stderr and "does not belong to" in done.stderr
        assert health(running, "certificate")[0] == "warning"
        assert shown(running) == before
        fine(running, "down")
        started = time.monotonic()
        done = command(running, "up", "--detach", "--small-demo")
        assert time.monotonic() - started < 10
        assert done.returncode == 1 and "does not belong to" in done.stderr, done


def test_without_tls_no_service_is_well(running: Config) -> None:
    """Trial 17, when the daemons were started with it all the same."""
    with certificate(running, key="/dev/null"):
        supervisor = ("-m", "supervisor.supervisorctl", "-s", f"unix://{running.supervisor_socket}", "restart")
        subprocess.run((sys.executable, *supervisor, "postfix", "dovecot"), check=True, capture_output=True)
        until(lambda: "no TLS at port" in health(running, "postfix")[1], 20, every=0.5)
        assert health(running, "dovecot")[0] == "down"
    fine(running, "restart", "postfix", "dovecot")


def test_a_new_certificate_is_in_use_after_a_restart(running: Config) -> None:
    before = shown(running)
    with certificate(running, key=str(running.tls / "key.pem")):
        assert "`fumibako restart nginx dovecot postfix`" in health(running, "certificate")[1]
        fine(running, "restart", "nginx", "dovecot", "postfix")
        assert shown(running) != before
        assert health(running, "certificate")[0] == "ok"
    fine(running, "restart", "nginx", "dovecot", "postfix")


def test_passwords_of_the_demo_are_shown_when_asked_for(running: Config) -> None:
    user = users(running)[0]
    told = fine(running, "status")
    assert user.address in told and user.password not in told
    assert user.password in fine(running, "status", "--passwords")
    assert user.password not in fine(running, "up", "--detach", "--small-demo")


def _pages(config: Config) -> dict[str, bytes]:
    """The home page of every site."""
    return {str(path.relative_to(config.sites)): path.read_bytes() for path in config.sites.glob("*/htdocs/index.html")}


def _with_database_and_keys(config: Config) -> tuple[Made, tuple[DelegationSigner, ...]]:
    """A customer's database with rows, and a signed zone."""
    known, office = demo(config)["demo"], Office(config)
    domain: str = known["domain"]
    browser = Browser(programs_of(config), config.hostname).log_in(Person(**known["administrator"]))
    browser.submit(browser.get("/admin/web/dns/dnssec/"), "/dnssec/", {})
    made = add(office, browser, domain)
    assert "日本語" in ask(Website(office, domain), made, TABLE, ROWS, READ)
    return made, until(lambda: delegation_signers(config, domain), 20)


def test_a_box_comes_back_from_a_copy_made_while_it_ran(running: Config) -> None:
    user, other = users(running)
    made, signers = _with_database_and_keys(running)
    rows = ask(Website(Office(running), user.domain), made, READ)
    mail = iso_2022_jp("hanako@out.example", user.address)
    programs_of(running).deliver(mail, "hanako@out.example", user.address)
    programs_of(running).wait_for(user, mail)
    with programs_of(running).imaps(user) as imap:
        imap.select("INBOX")
        imap.store("1", "+FLAGS", "\\Flagged")
    with tempfile.TemporaryDirectory(prefix="fb-copy-", dir="/tmp") as directory:
        copy = Path(directory) / "2027-01-31"
        fine(running, "backup", str(copy))
        assert copy.stat().st_mode & 0o777 == 0o700
        sites = _pages(running)
        assert sites
        fine(running, "down")
        with own_box() as restored:
            (restored.state / "fumibako.toml").unlink()
            base = str(restored.settings.box.port_base)
            done = command(restored, "restore", str(copy), "--port-base", base)
            assert done.returncode == 0 and "force-resync" in done.stdout, done
            restored = load(state=restored.state)
            assert not restored.settings.engines.download_signatures  # the copy's settings
            assert _pages(restored) == sites
            fine(restored, "up", "--detach", "--small-demo")
            site = Website(Office(restored), user.domain)
            until(lambda: ask(site, made, READ) == rows, 60)
            until(lambda: delegation_signers(restored, user.domain) == signers, 20)
            until(lambda: programs_of(restored).logs_in(user), 60)
            resync = ("doveadm", "-c", restored.live("dovecot") / "dovecot.conf", "force-resync", "-A", "*")
            subprocess.run(resync, check=True, capture_output=True)
            assert programs_of(restored).wait_for(user, mail)
            with programs_of(restored).imaps(user) as imap:
                imap.select("INBOX")
                assert imap.search(None, "FLAGGED")[1] == [b"1"]
            again = plain("hanako@out.example", other.address)
            programs_of(restored).deliver(again, "hanako@out.example", other.address)
            programs_of(restored).wait_for(other, again)
            assert health(restored, "owners")[0] == "ok"
            refused = command(restored, "restore", str(copy))
            assert refused.returncode == 2 and "This box runs" in refused.stderr


def test_a_copy_is_whole_or_refused_and_nothing_is_overwritten(running: Config) -> None:
    with tempfile.TemporaryDirectory(prefix="fb-copy-", dir="/tmp") as directory:
        copy = Path(directory)
        fine(running, "backup", str(copy))
        second = command(running, "backup", str(copy))
        assert second.returncode == 2 and "is not empty" in second.stderr
        inside = command(running, "backup", str(running.state / "copy"))
        assert inside.returncode == 2 and "lies in the box itself" in inside.stderr
        fine(running, "down")
        over = command(running, "restore", str(copy))
        assert over.returncode == 2 and "nothing is overwritten" in over.stderr
        (copy / "manifest.json").unlink()
        with own_box() as other:
            incomplete = command(other, "restore", str(copy))
            assert incomplete.returncode == 2 and "no complete copy" in incomplete.stderr
            assert not other.secrets.exists()


@pytest.mark.long
def test_a_box_restored_without_owners_is_repaired_by_up(running: Config) -> None:
    user = users(running)[0]
    mail = plain("hanako@out.example", user.address)
    programs_of(running).deliver(mail, "hanako@out.example", user.address)
    programs_of(running).wait_for(user, mail)
    fine(running, "down")
    for path in (running.secrets, running.mail_store, running.home("postfix") / "queue", running.home("guardd")):
        subprocess.run(("chown", "-R", "0:0", str(path)), check=True)
    told = fine(running, "up", "--detach", "--small-demo")
    assert f"{running.mail_store} belongs to 0:0" in told and "repaired" in told
    assert programs_of(running).wait_for(user, mail)
    assert health(running, "owners")[0] == "ok"


@pytest.mark.long
def test_a_full_disk_is_seen_and_its_end_too() -> None:
    with own_box("[engines]\ndownload_signatures = false\n") as made:
        settings = (made.state / "fumibako.toml").read_text()
        disk = ("mount", "-t", "tmpfs", "-o", "size=700m,mode=755", "none", str(made.state))
        if subprocess.run(disk, capture_output=True, check=False).returncode:
            pytest.skip("this machine allows no mounts")
        try:
            (made.state / "fumibako.toml").write_text(settings)
            fine(made, "up", "--detach", "--no-demo")
            filler = made.state / "filler"
            free = os.statvfs(made.state).f_bavail * os.statvfs(made.state).f_frsize
            with filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, free - 60_000_000)
            assert health(made, "disk")[0] == "down"
            assert "452 4.3.1" in health(made, "postfix")[1]
            fine(made, "down")
            up = command(made, "up", "--detach", "--small-demo")  # people must get at their mail to make space
            assert up.returncode == 0 and "postfix: down" in up.stdout, up
            filler.unlink()
            until(lambda: health(made, "postfix")[0] == "ok", 10, every=0.5)
            assert health(made, "disk")[0] in ("ok", "warning")
        finally:
            command(made, "down")
            subprocess.run(("umount", str(made.state)), check=True)

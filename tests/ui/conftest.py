"""A site with the demo's customer behind TLS, and Debian's Chromium to look at it with."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from fumibako.machine.conf import load
from fumibako.machine.system import tls
from tests.migrated import lay
from tests.ports import free_port
from tests.ui import queue, watchdog

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium-headless-shell"
HOST = "localhost"


@dataclass(frozen=True)
class Site:
    """url without a slash at its end; logins: as the demo writes them."""

    url: str
    logins: dict[str, Any]
    state: Path

    def manage(self, code: str) -> None:
        """Run Python inside the site's Django."""
        words = (sys.executable, "-c", f"import django; django.setup()\n{code}")
        subprocess.run(words, check=True, env=_environment(self.state))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Site]:
    state = tmp_path_factory.mktemp("site")
    environment = _environment(state)
    lay(migrated, load(state=state))
    for directory in ("secrets", "tls"):
        (state / directory).mkdir()
    (state / "secrets" / "django").write_text(secrets.token_hex(32))
    tls.make_certificate(state / "tls", HOST)
    for po in ROOT.glob("src/fumibako/**/LC_MESSAGES/*.po"):
        if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime:
            subprocess.run(("msgfmt", "-o", str(mo), str(po)), check=True)
    words = ("collectstatic", "--no-input", "-v0")
    subprocess.run((sys.executable, "-m", "django", *words), check=True, env=environment)
    logins = state / "demo.json"
    subprocess.run((sys.executable, "-m", "fumibako.project.demo", str(logins), "--small"), check=True, env=environment)
    more = "from tests.ui import books, cabinet, databases, deliveries, restrictions"  # each begins when it is imported
    subprocess.run((sys.executable, "-c", more, str(logins)), check=True, env=environment, cwd=ROOT)
    port = free_port()
    with (state / "web.log").open("wb") as log:
        web = subprocess.Popen(
            (
                *(sys.executable, "-m", "gunicorn", "tests.ui.server:application", "--bind", f"127.0.0.1:{port}"),
                *("--certfile", str(state / "tls" / "certificate.pem"), "--keyfile", str(state / "tls" / "key.pem")),
                # Many threads: browsers open connections ahead of need, and here no nginx stands before gunicorn.
                *("--worker-class", "gthread", "--threads", "40", "--no-control-socket"),
            ),
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    mail_queue = queue.serve(load(state=state).agent_socket)
    watchdog.write(load(state=state).health_file)
    try:
        _wait(port, web, state / "web.log")
        yield Site(f"https://{HOST}:{port}", json.loads(logins.read_text()), state)
    finally:
        mail_queue.shutdown()
        mail_queue.server_close()
        web.terminate()
        web.wait(30)


def _environment(state: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
        "FUMIBAKO_STATE": str(state),
    }


def _wait(port: int, web: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert web.poll() is None, log.read_text()
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: while Playwright runs, its thread counts as asynchronous, and Django refuses the database there
    to the tests that come next in this process."""
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person with a browser. blocked: what the content security policy stopped; it must stay empty."""

    site: Site
    context: BrowserContext
    page: Page
    blocked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def log_in(self, who: dict[str, str]) -> "Visitor":
        self.go("/login/")
        self.page.fill("[name=address]", who["address"])
        self.page.fill("[name=password]", who["password"])
        self.page.click("main form button:not([type=button])")
        assert "/login/" not in self.page.url, self.page.inner_text("main")
        return self

    def log_in_as_operator(self) -> "Visitor":
        self.go("/console/login/")
        self.page.fill("[name=login]", self.site.logins["operator"]["login"])
        self.page.fill("[name=password]", self.site.logins["operator"]["password"])
        self.page.click("main form button:not([type=button])")
        assert self.page.url == self.site.url + "/console/"
        return self

    def log_in_as_owner(self) -> "Visitor":
        self.go("/mypage/login/")
        self.page.fill("[name=login]", self.site.logins["mypage"]["login"])
        self.page.fill("[name=password]", self.site.logins["mypage"]["password"])
        self.page.click("main form button:not([type=button])")
        assert self.page.url == self.site.url + "/mypage/"
        return self


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; at the end none of them may have seen a CSP report or asked another host."""
    visitors: list[Visitor] = []

    def make(
        *, width: int = 1280, theme: str = "light", language: str = "ja", script: bool = True, touch: bool = False
    ) -> Visitor:
        context = chromium.new_context(
            ignore_https_errors=True,
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            locale={"ja": "ja-JP", "en": "en-GB"}[language],
            java_script_enabled=script,
            has_touch=touch,
            is_mobile=touch,
        )
        visitor = Visitor(site, context, context.new_page())
        visitor.page.on(
            "console",
            lambda said: visitor.blocked.append(said.text) if "Content Security Policy" in said.text else None,
        )
        visitor.page.on("pageerror", lambda error: visitor.blocked.append(str(error)))
        visitor.page.on(
            "request",
            lambda asked: None if asked.url.startswith((site.url, "blob:")) else visitor.foreign.append(asked.url),
        )
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.context.close()
        assert not visitor.blocked
        assert not visitor.foreign

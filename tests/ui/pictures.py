"""The pictures of the guide's pages: each page of the menus as the demo shows it, in Japanese, light, 960 wide.

    python -m tests.ui.pictures --state DIR [SLUG …]

DIR is a running box with the whole demo. Writes src/fumibako/chapters/member/guide/static/guide/SLUG.webp. To be run
again when pages look different; tests/contracts/test_guide_pictures.py says which are missing or left over.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
from PIL import Image
from playwright.sync_api import Page, sync_playwright

django.setup()  # features are declared with texts

from fumibako.chapters.features import pages  # noqa: E402 after django.setup
from fumibako.chapters.member.guide.topics import PICTURES, TOPICS  # noqa: E402 likewise
from fumibako.machine.conf import load  # noqa: E402
from tests.journeys.office import Office  # noqa: E402
from tests.ui.pages import PREFIXES  # noqa: E402

SCREEN = {"width": 1280, "height": 800}
SIZE = (960, 600)
QUALITY = 60
PLACES = {
    "login": "/login/",
    "first-steps": "/user/",
    "forgotten-password": "/reset/",
    "my-page": "/mypage/",
    "support": "/user/faq/",
    "webmail": "/mail/",
    "contacts": "/mail/contacts/",
    "taking-back": "/mail/write/",
    "for-others": "/admin/accounts/suzuki@sample.example/auto-reply/",
    "disk-quota": "/admin/",
}
"""Where what a topic tells is to be seen, if it is about no page of the menus or shares it with another topic."""
WITHOUT = frozenset({"site-mail", "virus-check"})
"""Topics about what no page shows."""


def places() -> dict[str, str]:
    """The address that each topic's picture shows."""
    found = dict(PLACES)
    for topic in TOPICS:
        if topic.face and topic.page and topic.slug not in found:
            (path,) = {page.path for _, page in pages(topic.face) if page.name == topic.page}
            found[topic.slug] = PREFIXES[topic.face] + path
    return found


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("slugs", nargs="*")
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    url = f"https://localhost:{office.config.ports.https}"
    wanted = {slug: path for slug, path in places().items() if not given.slugs or slug in given.slugs}
    PICTURES.mkdir(parents=True, exist_ok=True)
    for slug, taken in _taken(url, office.status()["demo"], wanted):
        picture = Image.open(io.BytesIO(taken)).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
        picture.save(PICTURES / f"{slug}.webp", quality=QUALITY, method=6)
    print(f"{len(wanted)} pictures, {sum(file.stat().st_size for file in PICTURES.iterdir()) / 1e6:.1f} MB in all")


def _taken(url: str, demo: dict[str, Any], wanted: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """As PNG, one person after another."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        for who, prefixes in (
            ("administrator", ("/admin/",)),
            ("user", ("/user/", "/mail/")),
            ("owner", ("/mypage/",)),
            ("nobody", ("/login/", "/reset/")),
        ):
            context = browser.new_context(ignore_https_errors=True, locale="ja-JP", viewport=SCREEN)  # type: ignore[arg-type]
            page = context.new_page()
            _log_in(page, url, who, demo)
            for slug, path in wanted.items():
                if path.startswith(prefixes):
                    answer = page.goto(url + path, wait_until="networkidle")
                    assert answer and answer.status == 200, f"{slug}: {path} answers {answer and answer.status}"
                    yield slug, page.screenshot()
            context.close()
        browser.close()


def _log_in(page: Page, url: str, who: str, demo: dict[str, Any]) -> None:
    if who == "nobody":
        return
    path, known = {
        "administrator": ("/login/", demo["administrator"]),
        "user": ("/login/", demo["users"][0]),
        "owner": ("/mypage/login/", demo["mypage"]),
    }[who]
    page.goto(url + path)
    for name, value in known.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button:not([type=button])")
    assert "/login/" not in page.url, page.inner_text("main")


if __name__ == "__main__":
    main(sys.argv[1:])

"""python devbox/pictures.py STATE: the pictures of the README, of a running box with its whole demo.

Each is a page as somebody sees it, with few colours, so that all of them together weigh less than one photograph.
"""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from fumibako.cli.ports import site_from_here
from fumibako.machine.conf import load

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium-headless-shell"
COLOURS = 128
WIDE, PHONE = (1280, 800), (390, 844)


@dataclass(frozen=True)
class Picture:
    """who: "administrator", "user" or "operator" of the demo."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = WIDE
    is_dark: bool = False


SHOWN = (
    Picture("administrator", "administrator", "/admin/"),
    Picture("operator", "operator", "/console/"),
    Picture("webmail", "user", "/mail/"),
    Picture("sheet", "user", "/user/software/"),
    Picture("phone", "user", "/mail/", PHONE),
    Picture("phone-dark", "administrator", "/admin/", PHONE, is_dark=True),
)


def main(state: Path) -> None:
    config = load(state=state)
    site, logins = site_from_here(config), json.loads((config.secrets / "demo.json").read_text())
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for picture in SHOWN:
            page = _opened(browser, picture)
            _log_in(page, site, picture.who, logins)
            page.goto(site + picture.path)
            _write(picture.name, page.screenshot())
            page.context.close()
        browser.close()


def _opened(browser: Browser, picture: Picture) -> Page:
    width, height = picture.size
    context = browser.new_context(
        ignore_https_errors=True,
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.is_dark else "light",
        locale="ja-JP",
    )
    return context.new_page()


def _log_in(page: Page, site: str, who: str, logins: dict[str, Any]) -> None:
    known = logins["users"][0] if who == "user" else logins[who]
    is_operator = who == "operator"
    page.goto(f"{site}/console/login/" if is_operator else f"{site}/login/")
    page.fill("[name=login]" if is_operator else "[name=address]", known["login" if is_operator else "address"])
    page.fill("[name=password]", known["password"])
    page.click("main form button:not([type=button])")
    page.wait_for_load_state()


def _write(name: str, content: bytes) -> None:
    few = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

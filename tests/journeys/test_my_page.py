"""A contract's owner and the provider's desk: an order with its mails, a support login, a lost password."""

import email
import email.policy
import json
import re
from typing import Any

import pytest

from tests.conftest import Box
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("E2", "E4")]
FIRST, ANEW = "Keiyaku-no-kagi-55", "Betsu-no-kagi-66"
REASON = "自動返信の設定の代行"


def read(programs: MailPrograms, reader: Person, words: str) -> str:
    """The text of the mail with these words in its subject, once it has come."""

    def look() -> list[str]:
        mails = (email.message_from_bytes(each, policy=email.policy.default) for each in programs.all_in(reader))
        return [str(mail.get_body().get_content()) for mail in mails if words in mail["Subject"]]  # type: ignore[union-attr]

    return until(look, 60)[-1]


def test_an_owner_orders_is_helped_and_gets_back_in(
    programs: MailPrograms, office: Office, box: Box, demo: dict[str, Any], suzuki: Person, new_domain: str
) -> None:
    sold = json.loads(box.command("customer", "add", "株式会社けいやくぬし", new_domain, "--json"))
    number, administrator = sold["number"], Person(**sold["administrator"])
    owner = Browser(programs, office.config.hostname)
    given = {"login": number, "password": sold["mypage"]["password"]}
    page = owner.submit(owner.get("/mypage/login/"), "/login/", given)
    owner.submit(page, "/first/", {"password": FIRST, "again": FIRST, "contact": suzuki.address})

    confirm = owner.submit(owner.get("/mypage/options/mail-accounts/"), "/mail-accounts/", {"packs": "1"})
    done = owner.submit(confirm, "/mail-accounts/", {"step": "order"})
    order = done.path.split("/")[3]
    assert order in read(programs, suzuki, "受け付け")

    desk = Browser(programs, office.config.hostname)
    desk.log_in_as_operator(demo["operator"]["login"], demo["operator"]["password"])
    page = desk.get(f"/console/orders/{order}/")
    assert desk.submit(page, page.path, {}).status == 200
    assert order in read(programs, suzuki, "開始")

    page = desk.get(f"/console/customers/{number}/support/")
    menu = desk.submit(page, "/support/", {"address": administrator.address, "reason": REASON})
    assert menu.path == "/admin/" and "サポートログイン" in menu.text, menu.text
    assert desk.get("/mail/").status == 403
    page = desk.get(f"/admin/accounts/{administrator.address}/auto-reply/")
    typed: dict[str, str | list[str]] = {"is_on": "on", "subject": "不在", "text": "休みます。"}
    assert desk.submit(page, "/auto-reply/", typed).status == 200
    assert desk.submit(desk.get("/admin/"), "/support/end/", {}).path == f"/console/customers/{number}/"
    assert "/login/" in desk.get("/admin/").path
    seen = Browser(programs, office.config.hostname).log_in(administrator)
    assert REASON in seen.get("/admin/audit/").text
    assert "休みます。" in seen.get("/user/auto-reply/").text

    anybody = Browser(programs, office.config.hostname)
    assert anybody.submit(anybody.get("/mypage/reset/"), "/reset/", {"login": number}).path == "/mypage/reset/sent/"
    (link,) = set(re.findall(r"https://\S+", read(programs, suzuki, "パスワード")))
    page = anybody.get(link)
    assert anybody.submit(page, page.path, {"password": ANEW, "again": ANEW}).path == "/mypage/login/"
    assert "/login/" in owner.get("/mypage/").path
    back = anybody.submit(anybody.get("/mypage/login/"), "/login/", {"login": number, "password": ANEW})
    assert back.path == "/mypage/", back.text

"""The catalogue of options that a demo begins with: an operator's words and prices, all of them made up."""

from typing import Any

from fumibako.chapters.console.catalogue.services import Wanted

BOTH, STANDARD = ("standard", "compact"), ("standard",)


def _entry(code: str, plans: tuple[str, ...], wanted: Wanted, effect: str = "", amount: int = 0) -> dict[str, Any]:
    return {"code": code, "plans": plans, "wanted": wanted, "effect": effect, "amount": amount}


def _wanted(
    names: tuple[str, str],
    contents: tuple[str, str],
    packs_max: int,
    price: int,
    position: int,
    *,
    order_url: str = "",
    requires: str = "",
) -> Wanted:
    return Wanted(
        name_ja=names[0],
        name_en=names[1],
        contents_ja=contents[0],
        contents_en=contents[1],
        packs_max=packs_max,
        price=price,
        position=position,
        order_url=order_url,
        requires=requires,
    )


CATALOGUE = (
    _entry(
        *("mail-accounts", BOTH),
        _wanted(("メールアカウント追加", "Mail accounts"), ("10アカウント", "10 accounts"), 100, 1000, 10),
        *("accounts", 10),
    ),
    _entry(
        *("virus-check", STANDARD),
        _wanted(
            ("ウイルスチェック", "Virus check"),
            ("契約内の全アカウント", "All accounts of the contract"),
            *(1, 2000, 20),
        ),
        *("virus", 1),
    ),
    _entry(
        *("spam-check", STANDARD),
        _wanted(("迷惑メールチェック", "Spam check"), ("基本50アカウント", "50 accounts"), 1, 3000, 30),
        *("spam", 50),
    ),
    _entry(
        *("spam-check-accounts", STANDARD),
        _wanted(
            ("迷惑メールチェック追加", "Spam check, more accounts"),
            ("10アカウント", "10 accounts"),
            *(100, 600, 40),
            requires="spam-check",
        ),
        *("spam", 10),
    ),
    _entry(
        *("mailing-lists", STANDARD),
        _wanted(("メーリングリスト", "Mailing lists"), ("5リスト", "5 lists"), 20, 500, 50),
    ),
    _entry(
        *("sent-mail-archive", STANDARD),
        _wanted(
            ("送信メール保管", "Sent-mail archive"),
            ("送信メールの保存と検索", "Sent mail is kept and can be searched"),
            *(1, 5000, 60),
        ),
        *("archive", 1),
    ),
    _entry(
        *("news-service", BOTH),
        _wanted(
            ("ニュース配信サービス", "News service"),
            ("閲覧用ID 5個", "5 reader IDs"),
            *(20, 1500, 70),
            order_url="https://news.example/order",
        ),
    ),
    _entry(
        *("web-disk", STANDARD),
        _wanted(("ウェブ容量追加", "Web disk"), ("10 GB", "10 GB"), 50, 1000, 80),
        *("web_disk", 10),
    ),
    _entry(
        *("tamper-detection", STANDARD),
        _wanted(("改ざん検知", "Tamper detection"), ("公開サイトの監視", "The public site is watched"), 1, 3000, 90),
    ),
    _entry(
        *("ssl-certificate", STANDARD),
        _wanted(("SSL証明書", "SSL certificate"), ("1ドメイン", "One domain"), 10, 2500, 100),
        *("certificate", 1),
    ),
    _entry(
        *("ev-certificate", STANDARD),
        _wanted(("EV SSL証明書", "EV certificate"), ("1ドメイン", "One domain"), 10, 9000, 110),
        *("certificate", 1),
    ),
    _entry(
        *("cabinet", STANDARD),
        _wanted(
            ("大容量ファイルキャビネット", "Large-file cabinet"), ("基本10アカウント", "10 accounts"), 1, 4000, 120
        ),
        *("cabinet", 10),
    ),
    _entry(
        *("cabinet-accounts", STANDARD),
        _wanted(
            ("キャビネットアカウント追加", "Cabinet accounts"),
            ("10アカウント", "10 accounts"),
            *(50, 1000, 130),
            requires="cabinet",
        ),
        *("cabinet", 10),
    ),
)

"""The demo's customers and the people who work there. All of them are made up."""

from dataclasses import dataclass

from fumibako.groundwork.tenancy.roles import Role

SAMPLE = "sample.example"
MIDORI, AOBA, HIKARI = "midori.example", "aoba.example", "hikari.example"
SAKURA, UMIKAZE = "sakura.example", "umikaze.example"


@dataclass(frozen=True)
class Person:
    local_part: str
    name: str
    role: Role = Role.NONE


@dataclass(frozen=True)
class Company:
    """shows: what of the product this customer is there to show. The first one exists before the job runs."""

    domain: str
    name: str
    shows: str
    people: tuple[Person, ...]
    plan: str = "standard"
    accounts_max: int | None = None
    mail_disk_bytes: int | None = None


COMPANIES = (
    Company(
        SAMPLE,
        "株式会社サンプル",
        "everyday work",
        (
            Person("tanaka", "総務部 田中 美咲", Role.ACCOUNTS),
            Person("takahashi", "営業部 高橋 健太"),
            Person("ito", "営業部 伊藤 直樹"),
            Person("watanabe", "製造部 渡辺 剛"),
            Person("yamamoto", "製造部 山本 陽子"),
            Person("nakamura", "情報システム 中村 大輔", Role.WEB),
            Person("kobayashi", "経理部 小林 由美"),
            Person("keiri", "経理部"),
            Person("saiyo", "採用担当"),
            Person("fukuda", "品質保証部 福田 誠"),
        ),
    ),
    Company(
        MIDORI,
        "みどり設計事務所",
        "mail disk almost full",
        (
            Person("midorikawa", "所長 緑川 修"),
            Person("hayashi", "設計室 林 亮"),
            Person("mori", "設計室 森 香織"),
            Person("zumen", "図面管理"),
            Person("jimu", "事務 松本 千春"),
        ),
        plan="compact",
        mail_disk_bytes=1 << 30,
    ),
    Company(
        AOBA,
        "有限会社あおば工業",
        "all accounts in use",
        (
            Person("aoki", "社長 青木 勇"),
            Person("ueda", "工場長 上田 浩"),
            Person("kimura", "製造 木村 翔"),
            Person("saito", "製造 斎藤 拓也"),
            Person("shimizu", "検査 清水 恵"),
            Person("eigyo", "営業"),
            Person("juchu", "受注"),
        ),
        plan="compact",
        accounts_max=8,
    ),
    Company(
        HIKARI,
        "株式会社ひかり商事",
        "orders and inquiries waiting",
        (
            Person("fujita", "代表 藤田 光"),
            Person("okada", "営業部 岡田 真理"),
            Person("ishii", "営業部 石井 学"),
            Person("goto", "物流部 後藤 瞳"),
            Person("butsuryu", "物流部"),
        ),
    ),
    Company(SAKURA, "さくら歯科クリニック", "suspended", (Person("uketsuke", "受付"),), plan="compact"),
    Company(
        UMIKAZE,
        "株式会社うみかぜ観光",
        "web site, DNS records, an option that ends",
        (
            Person("hamada", "支配人 浜田 海斗"),
            Person("yoyaku", "予約センター"),
            Person("kikaku", "企画 島田 凪"),
            Person("untenshi", "運行管理"),
        ),
    ),
)

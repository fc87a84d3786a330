"""What stands for the placeholders of a notice: their meaning, and values to look at a wording with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, get_type_hints

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.machine.notices.notice import Notice

_MEANINGS: Mapping[str, Any] = {
    "address": _("The account's mail address"),
    "answer": _("The answer (several lines)"),
    "at": _("When it happened"),
    "began": _("When it began"),
    "by": _("Who did it"),
    "category": _("Category of the inquiry"),
    "code": _("Verification code"),
    "code_address": _("Where verification codes are sent"),
    "customer": _("Customer number and name"),
    "date": _("Date of the mail, as it stands there"),
    "date_ja": _("Date of the mail, in Japanese"),
    "days": _("Days that are left"),
    "domain": _("Domain"),
    "done": _("Number of lines done"),
    "expires_at": _("Until when it is valid"),
    "file": _("Name of the file"),
    "files": _("The files (several lines)"),
    "host": _("Name of the website"),
    "last_day": _("Last day of use"),
    "limit": _("Limit of the contract"),
    "link": _("Link to open"),
    "mails": _("The mails (several lines)"),
    "name": _("Name of the user"),
    "note": _("What it is about, in the user's words"),
    "number": _("Number"),
    "option": _("Name of the option in Japanese"),
    "option_en": _("Name of the option in English"),
    "packs": _("Number of packs"),
    "per_day": _("Recipients in a day"),
    "per_hour": _("Recipients in an hour"),
    "percent": _("Use in percent"),
    "price": _("Price a month"),
    "problem": _("What is wrong"),
    "question": _("The question (several lines)"),
    "reason": pgettext_lazy("of a decision", "Reason"),
    "reason_en": _("Reason in English"),
    "reason_ja": _("Reason in Japanese"),
    "recipients": _("Recipients of the mail"),
    "record": _("Name of the DNS record"),
    "records": _("The DNS records (several lines)"),
    "recovery_address": _("Recovery address"),
    "refused": _("Number of lines refused"),
    "reply_address": _("Address for the answer"),
    "sender": _("Sender of the mail"),
    "since": _("Since when"),
    "subject": _("Subject of the mail"),
    "text": _("The inquiry (several lines)"),
    "until": _("Until when the link or code works"),
    "used": _("Size in use"),
    "value": _("Value of the DNS record"),
    "virus": _("Name of the virus"),
}
# In Japanese and in English; one for both where it is the same.
_VALUES: Mapping[str, tuple[str, ...]] = {
    "address": ("suzuki@sample.example",),
    "answer": (
        "転送設定の「保存する」を押すと、すぐに反映されます。",
        "Press “Save” on the forwarding page. It works at once.",
    ),
    "by": ("administrator@sample.example",),
    "category": ("メール", "Mail"),
    "code": ("482913",),
    "code_address": ("suzuki@phone.example",),
    "customer": ("W000000001 株式会社サンプル", "W000000001 Sample Corporation"),
    "date": ("Sat, 28 Nov 2026 10:00:00 +0900",),
    "date_ja": ("2026年11月28日（土）10:00 (+0900)",),
    "days": ("14",),
    "domain": ("sample.example",),
    "done": ("48",),
    "file": ("請求書.zip", "invoice.zip"),
    "files": ("htdocs/shop/upload.php",),
    "host": ("www.sample.example",),
    "last_day": ("2026/11/30",),
    "limit": ("50 GB",),
    "link": ("https://mail.sample.example/…",),
    "mails": ("11/28 09:12 当選のお知らせ（lottery@spam.example）", "28 Nov 09:12 You have won (lottery@spam.example)"),
    "name": ("鈴木 花子", "Hanako Suzuki"),
    "note": ("図面（第2版）", "Drawings, 2nd issue"),
    "number": ("12",),
    "option": ("メールアカウント追加",),
    "option_en": ("More mail accounts",),
    "packs": ("1",),
    "per_day": ("2000",),
    "per_hour": ("300",),
    "percent": ("95",),
    "price": ("1,000",),
    "problem": ("clamd：応答がありません", "clamd: no answer"),
    "question": ("転送の設定が反映されません。", "My forwarding does not work."),
    "reason": ("ご契約内容の確認が必要です。", "We have to check the contract first."),
    "reason_en": ("The file is encrypted.",),
    "reason_ja": ("ファイルが暗号化されています。",),
    "recipients": ("suzuki@sample.example",),
    "record": ("fb202611._domainkey.sample.example",),
    "records": ("TXT _dmarc.sample.example",),
    "recovery_address": ("suzuki@phone.example",),
    "refused": ("2",),
    "reply_address": ("hanako@out.example",),
    "sender": ("花子 <hanako@out.example>", "Hanako <hanako@out.example>"),
    "subject": ("ご請求書の件", "Your invoice"),
    "text": ("転送の設定が反映されません。", "My forwarding does not work."),
    "used": ("47.5 GB",),
    "value": ("v=DKIM1; k=rsa; p=MIIBIjAN…",),
    "virus": ("Win.Test.EICAR_HDB-1",),
}


@dataclass(frozen=True)
class Placeholder:
    """is_needed: no wording may leave it out."""

    name: str
    meaning: Any
    is_needed: bool


def placeholders(notice: type[Notice]) -> Iterator[Placeholder]:
    for field in fields(notice):
        yield Placeholder(f"{{{field.name}}}", _MEANINGS[field.name], field.name in notice.needed)


def sample(notice: type[Notice], language: str) -> Notice:
    hints = get_type_hints(notice)
    return notice(**{field.name: _value(field.name, hints[field.name], language) for field in fields(notice)})


def _value(name: str, kind: Any, language: str) -> Any:
    if kind is datetime:
        return timezone.localtime() + (timedelta(days=1) if name in ("until", "expires_at") else timedelta())
    given = _VALUES[name]
    text = given[-1] if language == "en" else given[0]
    return int(text) if kind is int else text if kind is str else (text,)

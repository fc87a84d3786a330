"""The files in the demo's mails, made when they are needed."""

from functools import cache

from fumibako.machine.formats.pdf import PdfFailed, pdf_of

_CSS = """
@page { size: A4; margin: 25mm 20mm; }
body { font-family: "Noto Sans CJK JP", sans-serif; font-size: 10.5pt; line-height: 1.7; }
h1 { text-align: center; letter-spacing: 0.5em; font-size: 20pt; }
table { width: 100%; border-collapse: collapse; margin-top: 8mm; }
th, td { border: 0.3mm solid #667; padding: 2mm 3mm; text-align: left; } .n { text-align: right; }
p.from { text-align: right; }
"""
_SHEETS = {
    "御見積書.pdf": (
        "御見積書",
        "株式会社サンプル 御中",
        "みなと印刷株式会社",
        (("会社案内パンフレット A4 8頁", "2,000部", "286,000円"), ("デザイン・校正", "一式", "64,000円")),
        "385,000円",
    ),
    "請求書.pdf": (
        "請求書",
        "株式会社サンプル 御中",
        "オフィス用品のまるや",
        (("コピー用紙 A4", "20箱", "39,600円"), ("トナーカートリッジ", "4本", "52,800円")),
        "92,400円",
    ),
    "注文書.pdf": (
        "注文書",
        "株式会社サンプル 御中",
        "北山製作所株式会社",
        (("アルミ筐体 FB-200", "120個", "504,000円"),),
        "554,400円",
    ),
}
_TEXTS = {
    "出張精算.csv": "日付,区間,交通機関,金額\n6日,東京－名古屋,新幹線,11300\n"
    "6日,名古屋－北山,在来線,420\n7日,名古屋－東京,新幹線,11300\n",
    "議事録.txt": "営業定例会議 議事録\n\n1. 今月の見込み\n2. 展示会の準備（担当：高橋、佐藤）\n"
    "3. 会社案内の改訂（担当：鈴木）\n\n次回は第2月曜日 10時、会議室A\n",
}


@cache
def enclosure(name: str) -> tuple[str, bytes]:
    """Its type and content. Where no PDF can be made, a text of the same name says so."""
    if name in _SHEETS:
        try:
            return "application/pdf", pdf_of(_html(*_SHEETS[name]), css=_CSS)
        except PdfFailed:
            return "application/octet-stream", b""
    text = _TEXTS[name]
    if name.endswith(".csv"):
        return "text/csv", text.replace("\n", "\r\n").encode("cp932")
    return "application/octet-stream", text.encode()


def _html(title: str, to: str, sender: str, rows: tuple[tuple[str, str, str], ...], total: str) -> str:
    """Of the texts above; nobody else's are in it."""
    lines = "".join(f'<tr><td>{a}</td><td class="n">{b}</td><td class="n">{c}</td></tr>' for a, b, c in rows)
    return (
        f'<html lang="ja"><h1>{title}</h1><p>{to}</p><p class="from">{sender}</p>'
        f"<p>下記のとおりお願い申し上げます。</p><table><tr><th>品名</th><th>数量</th><th>金額</th></tr>{lines}"
        f'<tr><th colspan="2">合計（税込）</th><td class="n">{total}</td></tr></table></html>'
    )

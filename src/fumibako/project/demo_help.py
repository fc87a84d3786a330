"""What the demo's provider tells its customers: news, and the questions that support is asked every week."""

from datetime import timedelta

from django.utils import timezone

from fumibako.chapters.member.faq.models import Question
from fumibako.chapters.member.faq.services import add_question
from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.chapters.member.inquiry.services import send_inquiry
from fumibako.chapters.member.news.models import News
from fumibako.chapters.member.news.services import add_news
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Customer

QUESTIONS = (
    (
        "login",
        ("パスワードを忘れてしまいました。", "I have forgotten my password."),
        (
            "ログイン画面の「パスワードを忘れた方」から再設定できます。メールを受け取れない場合は、"
            "管理者に新しいパスワードの設定をご依頼ください。",
            "Set a new one by “Forgot your password?” on the login page. If you cannot receive the mail, ask your"
            " administrator to set one.",
        ),
    ),
    (
        "login",
        (
            "正しいパスワードを入力してもログインできません。",
            "I cannot log in although the password is right.",
        ),
        (
            "パスワードの間違いが続くと、安全のためログインを一時的に止めています。表示された時間をおいてお試しください。"
            "古いパスワードを保存したメールソフトやスマートフォンがないかもご確認ください。",
            "After several wrong passwords, logins pause for a while. Wait for the time shown, and look whether some"
            " mail software or telephone still has an old password.",
        ),
    ),
    (
        "software",
        ("メールソフトには何を入力すればよいですか。", "What do I enter in my mail software?"),
        (
            "利用者メニューの「メールソフトの設定」に、サーバー名とポート番号が表示されます。"
            "ユーザー名にはメールアドレス全体を入力してください。",
            "“Mail software” in the user menu shows the servers and ports. The user name is the whole mail address.",
        ),
    ),
    (
        "mail",
        ("送ったメールが戻ってきました。", "A mail that I sent came back."),
        (
            "戻ってきたメールに、届かなかった理由が日本語と英語で書かれています。"
            "宛先の誤りが最も多い原因です。アドレスをもう一度ご確認ください。",
            "The returned mail says why, in Japanese and English. Most often the address was mistyped.",
        ),
    ),
    (
        "mail",
        ("メールの容量がいっぱいになりました。", "The mail disk is full."),
        (
            "「古いメールの管理」で、指定した日より前のメールをまとめて削除できます。"
            "必要なメールは先にパソコンに保存してください。",
            "Delete mail that arrived before a day by “Old mail”. Save what you need on your computer first.",
        ),
    ),
    (
        "spam",
        ("必要なメールが迷惑メールフォルダーに入ります。", "Mail that I need lands in the spam box."),
        (
            "「迷惑メールのリカバリ」で受信トレイに戻し、差出人を許可してください。次からは受信トレイに届きます。",
            "Put it back by “Spam box” and allow its sender. From then on it arrives in the inbox.",
        ),
    ),
    (
        "contract",
        ("メールアカウントを増やしたいのですが。", "We need more mail accounts."),
        (
            "契約の範囲内であれば、管理者メニューの「メールアカウント」からすぐに追加できます。"
            "上限に達した場合は、お問い合わせください。",
            "Within the contract, administrators add them at once under “Mail accounts”. At its limit, please ask us.",
        ),
    ),
)


def make() -> None:
    """What is missing of it."""
    now = timezone.now()
    if not News.objects.exists():
        add_news(
            actor=SYSTEM,
            kind="information",
            title="ご利用ガイドを公開しました",
            text="各機能の使い方をまとめた「ご利用ガイド」を公開しました。会員サイトと各メニューからご覧いただけます。",
            title_en="The guide is here",
            text_en="How each function is used: on the member site and in your menus.",
            shown_from=now - timedelta(days=7),
        )
        add_news(
            actor=SYSTEM,
            kind="maintenance",
            title="定期メンテナンスのお知らせ",
            text="毎月第3日曜日の2:00から4:00まで、サーバーの定期メンテナンスを行います。\n"
            "メンテナンス中も、メールの受信には影響ありません。",
            title_en="Regular maintenance",
            text_en="On the third Sunday of each month, from 2:00 to 4:00. Incoming mail is not affected.",
            shown_from=now - timedelta(days=1),
            shown_until=now + timedelta(days=30),
        )
    if not Question.objects.exists():
        for place, (category, question, answer) in enumerate(QUESTIONS):
            add_question(
                actor=SYSTEM,
                category=category,
                question=question[0],
                answer=answer[0],
                question_en=question[1],
                answer_en=answer[1],
                position=10 * place,
            )


def ask(customer: Customer, address: str) -> None:
    """An inquiry that waits for its answer."""
    if not Inquiry.objects.exists():
        send_inquiry(
            remote="",
            language="ja",
            category="contract",
            text="来月から社員が5名増えます。\nメールアカウントを追加したいのですが、お手続きを教えてください。",
            reply_address=address,
            customer=customer,
        )

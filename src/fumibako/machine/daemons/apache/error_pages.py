"""Our pages for what goes wrong on a site, in words, and which page Apache answers with.

Ours lie outside every site: what a .htaccess there says about rewriting or logins does not reach them.
"""

from pathlib import Path
from string import Template

from fumibako.machine.conf import Config
from fumibako.machine.daemons.apache.control import error_page
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import ErrorPages
from fumibako.machine.state.web.error_pages import STATUSES

_TEMPLATE = Template(Path(__file__).with_name("error.html").read_text())
_WORDS = {
    401: (
        "ログインが必要です",
        "このページをご覧になるには、ユーザー名とパスワードが必要です。入力内容をお確かめのうえ、もう一度お試しください。",
        "You need a user name and a password to see this page. Please check them and try again.",
    ),
    403: (
        "ご覧いただけないページです",
        "このページは、閲覧が許可されていません。",
        "You are not allowed to see this page.",
    ),
    404: (
        "ページが見つかりません",
        "お探しのページは、移動または削除された可能性があります。アドレスに誤りがないか、もう一度お確かめください。",
        "The page may have been moved or deleted. Please check the address and try again.",
    ),
    500: (
        "ページを表示できません",
        "ページの表示中に問題が発生しました。しばらくしてから、もう一度お試しください。",
        "Something went wrong while showing this page. Please try again later.",
    ),
    503: (
        "ただいま混み合っています",
        "現在、ページを表示できません。しばらくしてから、もう一度お試しください。",
        "This page is temporarily unavailable. Please try again later.",
    ),
}


def files() -> FileSet:
    return {f"pages/errors/{status}.html": File(_page(status).encode()) for status in STATUSES}


def ours(config: Config) -> str:
    """For every site that names no page of its own."""
    used = "".join(f"ErrorDocument {status} {error_page(status)}\n" for status in STATUSES)
    return f"Alias {error_page().rstrip('/')} {config.live('apache')}/pages/errors\n{used}"


def of_site(chosen: ErrorPages) -> str:
    pages = "".join(f"  ErrorDocument {status} {path}\n" for status, path in chosen.pages)
    if not chosen.covers_php or not chosen.pages:
        return pages
    return f"{pages}  ProxyErrorOverride On {' '.join(str(status) for status, _ in chosen.pages)}\n"


def _page(status: int) -> str:
    title, text, english = _WORDS[status]
    return _TEMPLATE.substitute(title=title, text=text, english=english)

"""The columns of account lists: how people and we name them, in either language, and what may stand in them."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fumibako.chapters.mail.bulk import errors
from fumibako.machine.formats.widths import half_width

GIGABYTE = 1 << 30


class Column(StrEnum):
    ACTION = "action"
    ADDRESS = "address"
    NAME = "name"
    PASSWORD = "password"  # noqa: S105 a column's name
    QUOTA = "quota"
    STATUS = "status"


class Action(StrEnum):
    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"


# Folded as `_folded` does. Our own names first, then those of files that people bring.
_COLUMNS = {
    Column.ACTION: ("処理", "action", "操作", "区分"),
    Column.ADDRESS: (
        *(
            "メールアドレス",
            "mail address",
            "メールアカウント",
            "アカウント",
            "アカウント名",
            "ユーザー名",
            "ローカル部",
        ),
        *("mail account", "address", "e-mail", "email", "mail", "account", "user"),
    ),
    Column.NAME: ("表示名", "display name", "部署・氏名", "部署氏名", "氏名", "名前", "name", "full name"),
    Column.PASSWORD: ("パスワード", "password", "初期パスワード", "initial password"),
    Column.QUOTA: ("容量(gb)", "size (gb)", "容量", "size", "quota"),
    Column.STATUS: ("状態", "status", "利用状態"),
}
_ACTIONS = {
    Action.ADD: ("追加", "add", "新規", "登録"),
    Action.CHANGE: ("変更", "change", "修正", "更新"),
    Action.DELETE: ("削除", "delete"),
}
_SUSPENDED = {False: ("利用中", "in use", "有効", "active"), True: ("停止中", "suspended", "停止", "無効")}


def titles() -> dict[Column, str]:
    """What we call the columns, in the reader's language."""
    return {
        Column.ACTION: pgettext("column", "Action"),
        Column.ADDRESS: _("Mail address"),
        Column.NAME: _("Display name"),
        Column.PASSWORD: _("Password"),
        Column.QUOTA: _("Size (GB)"),
        Column.STATUS: _("Status"),
    }


def action_title(action: Action) -> str:
    names = {Action.ADD: pgettext("row", "Add"), Action.CHANGE: pgettext("row", "Change")}
    return names.get(action) or pgettext("row", "Delete")


def status_title(is_suspended: bool) -> str:
    return _("Suspended") if is_suspended else _("In use")


def columns_of(header: Iterable[str]) -> tuple[dict[Column, int], list[str]]:
    """Return where each column stands, and the names of those that nobody knows. Raises NoAddressColumn, TwoColumns."""
    found: dict[Column, int] = {}
    unknown = []
    for place, cell in enumerate(header):
        column = next((column for column, names in _COLUMNS.items() if _folded(cell) in names), None)
        if column is None:
            unknown.append(cell.strip())
        elif column in found:
            raise errors.TwoColumns(column=titles()[column])
        else:
            found[column] = place
    if Column.ADDRESS not in found:
        raise errors.NoAddressColumn
    return found, [name for name in unknown if name]


def action_of(cell: str) -> Action | None:
    """None where the cell is empty. Raises UnknownAction."""
    action = next((action for action, names in _ACTIONS.items() if _folded(cell) in names), None)
    if action is None and cell.strip():
        raise errors.UnknownAction(value=cell[:40])
    return action


def suspended_of(cell: str) -> bool | None:
    """None where the cell is empty. Raises UnknownStatus."""
    is_suspended = next((value for value, names in _SUSPENDED.items() if _folded(cell) in names), None)
    if is_suspended is None and cell.strip():
        raise errors.UnknownStatus(value=cell[:40])
    return is_suspended


def bytes_of(cell: str) -> int | None:
    """None where the cell is empty. Raises UnreadableSize."""
    text = half_width(cell).strip().lower().removesuffix("gb").strip().replace(",", "")
    if not text:
        return None
    try:
        size = Decimal(text)
    except InvalidOperation as error:
        raise errors.UnreadableSize(value=cell[:40]) from error
    if not size.is_finite() or abs(size) > 1 << 30:
        raise errors.UnreadableSize(value=cell[:40])
    return int(size * GIGABYTE)


def gigabytes(size: int) -> str:
    """To about 1 MB: what is written and read again unchanged is no change."""
    return f"{size / GIGABYTE:.3f}".rstrip("0").rstrip(".")


def _folded(cell: str) -> str:
    return " ".join(half_width(cell).casefold().split())

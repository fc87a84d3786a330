"""What a mail can be read in where it names no charset, or the wrong one."""

from django.utils.translation import gettext_lazy as _

CHARSETS = {
    "utf-8": "UTF-8",
    "iso-2022-jp": "ISO-2022-JP (JIS)",
    "shift_jis": "Shift_JIS",
    "euc-jp": "EUC-JP",
    "windows-1252": _("Western (Windows-1252)"),
    "gb18030": _("Chinese (GB18030)"),
    "euc-kr": _("Korean (EUC-KR)"),
}

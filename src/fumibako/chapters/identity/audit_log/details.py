"""What was recorded beside an action, in words (B13). A detail has a name of the code; here is what people call it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy

from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.ui.templatetags.ui import size

LABELS: Mapping[str, Any] = {
    "accounts": pgettext_lazy("detail", "Accounts"),
    "accounts_max": pgettext_lazy("detail", "Accounts (limit)"),
    "address": pgettext_lazy("detail", "Address"),
    "addresses": pgettext_lazy("detail", "Name servers"),
    "alarm_address": pgettext_lazy("detail", "Address for alarms"),
    "alias_of": pgettext_lazy("detail", "Alias of"),
    "archives": pgettext_lazy("detail", "To the archive"),
    "before": pgettext_lazy("detail", "Before"),
    "blocks_hotlinks": pgettext_lazy("detail", "Hotlink protection"),
    "builder_disk_bytes": pgettext_lazy("detail", "Builder disk"),
    "common_filter": pgettext_lazy("detail", "Common filter is used"),
    "copy_to": pgettext_lazy("detail", "Automatic Bcc to"),
    "covers_php": pgettext_lazy("detail", "Also for errors of PHP"),
    "database": pgettext_lazy("detail", "Database"),
    "day": pgettext_lazy("detail", "Day of the copy"),
    "days": pgettext_lazy("detail", "Days"),
    "department": pgettext_lazy("detail", "Department"),
    "deputy": pgettext_lazy("detail", "Deputy"),
    "display_name": pgettext_lazy("detail", "Display name"),
    "does": pgettext_lazy("detail", "Treatment"),
    "domain": pgettext_lazy("detail", "Domain"),
    "empties": pgettext_lazy("detail", "Emptied first"),
    "ends_on": pgettext_lazy("detail", "Ends on"),
    "exceptions": pgettext_lazy("detail", "Exceptions"),
    "failed_mails": pgettext_lazy("detail", "Failed mails"),
    "first_payment_on": pgettext_lazy("detail", "First payment"),
    "folder": pgettext_lazy("detail", "Folder"),
    "folders": pgettext_lazy("detail", "Folders"),
    "found": pgettext_lazy("detail", "Found"),
    "free_gigabytes": pgettext_lazy("detail", "Free space (GB)"),
    "hidden": pgettext_lazy("detail", "Hidden in the address book"),
    "hint": pgettext_lazy("detail", "Beginning of the key"),
    "hold_seconds": pgettext_lazy("detail", "Delay (seconds)"),
    "host": pgettext_lazy("detail", "Server"),
    "hour": pgettext_lazy("detail", "Hour"),
    "into": pgettext_lazy("detail", "Into"),
    "is_confirmed": pgettext_lazy("detail", "Recipients are confirmed"),
    "is_enforced": pgettext_lazy("detail", "Forgeries to the spam folder"),
    "is_nightly": pgettext_lazy("detail", "Every night"),
    "is_on": pgettext_lazy("detail", "On"),
    "is_refused": pgettext_lazy("detail", "Refused"),
    "is_spam": pgettext_lazy("detail", "As spam"),
    "is_open": pgettext_lazy("detail", "In use"),
    "is_webmail_only": pgettext_lazy("detail", "Only by the webmail"),
    "issuer": pgettext_lazy("detail", "Issued by"),
    "keeps_copy": pgettext_lazy("detail", "Copy kept"),
    "kept": pgettext_lazy("detail", "Backups kept"),
    "key": pgettext_lazy("detail", "Key"),
    "kind": pgettext_lazy("detail", "Kind"),
    "lines": pgettext_lazy("detail", "Lines"),
    "lists_folders": pgettext_lazy("detail", "File lists"),
    "locked_files": pgettext_lazy("detail", "Locked files"),
    "login": pgettext_lazy("detail", "Login name"),
    "made_at": pgettext_lazy("detail", "Backup of"),
    "mail_disk_bytes": pgettext_lazy("detail", "Mail disk"),
    "mailbox_quota_bytes": pgettext_lazy("detail", "Mailbox size"),
    "mails": pgettext_lazy("detail", "Mails"),
    "max_days": pgettext_lazy("detail", "Longest link (days)"),
    "max_fields": pgettext_lazy("detail", "Most fields of a form"),
    "max_file_bytes": pgettext_lazy("detail", "Largest file"),
    "max_seconds": pgettext_lazy("detail", "Longest run (seconds)"),
    "may_choose": pgettext_lazy("detail", "Users may choose"),
    "members": pgettext_lazy("detail", "Members"),
    "memory_mb": pgettext_lazy("detail", "Memory (MB)"),
    "message": pgettext_lazy("detail", "Message"),
    "message_id": pgettext_lazy("detail", "Message-ID"),
    "messages": pgettext_lazy("detail", "Mails"),
    "mode": pgettext_lazy("detail", "Permissions"),
    "most_domains": pgettext_lazy("detail", "Domains turned into Bcc"),
    "mta_sts": pgettext_lazy("detail", "MTA-STS"),
    "name": pgettext_lazy("detail", "Name"),
    "names": pgettext_lazy("detail", "Files"),
    "networks": pgettext_lazy("detail", "Networks"),
    "new": pgettext_lazy("detail", "New name"),
    "number": pgettext_lazy("detail", "Number"),
    "of": pgettext_lazy("detail", "Owner"),
    "older_than": pgettext_lazy("detail", "Received before"),
    "oldest_hours": pgettext_lazy("detail", "Oldest waiting mail (hours)"),
    "option": pgettext_lazy("detail", "Option"),
    "own_filter": pgettext_lazy("detail", "Individual filter is used"),
    "packs": pgettext_lazy("detail", "Packs"),
    "needs_password": pgettext_lazy("detail", "Password compulsory"),
    "page": pgettext_lazy("detail", "Page"),
    "pages": pgettext_lazy("detail", "Pages"),
    "passes_unscanned": pgettext_lazy("detail", "Files that cannot be checked handed out"),
    "path": pgettext_lazy("detail", "Folder"),
    "payment_method": pgettext_lazy("detail", "Payment"),
    "per_day": pgettext_lazy("detail", "Recipients in a day"),
    "per_hour": pgettext_lazy("detail", "Recipients in an hour"),
    "period_months": pgettext_lazy("detail", "Period (months)"),
    "plan": pgettext_lazy("detail", "Plan"),
    "programs": pgettext_lazy("detail", "Mail programs"),
    "protocols": pgettext_lazy("detail", "Protocols"),
    "queue_id": pgettext_lazy("detail", "Queue ID"),
    "queue_mails": pgettext_lazy("detail", "Waiting mails"),
    "quota_bytes": pgettext_lazy("detail", "Mailbox size"),
    "reads_only": pgettext_lazy("detail", "Read only"),
    "realm": pgettext_lazy("detail", "Title"),
    "reason": pgettext_lazy("detail", "Reason"),
    "reasons": pgettext_lazy("detail", "Reasons"),
    "recipients": pgettext_lazy("detail", "Recipients"),
    "records": pgettext_lazy("detail", "Records"),
    "redirects": pgettext_lazy("detail", "Redirected to HTTPS"),
    "reporter": pgettext_lazy("detail", "Reporter"),
    "role": pgettext_lazy("detail", "Role"),
    "rule": pgettext_lazy("detail", "Rule"),
    "rules": pgettext_lazy("detail", "Rules"),
    "schedule": pgettext_lazy("detail", "Schedule"),
    "selector": pgettext_lazy("detail", "Selector"),
    "sender": pgettext_lazy("detail", "Sender"),
    "shows_errors": pgettext_lazy("detail", "Errors shown"),
    "since": pgettext_lazy("detail", "From (day)"),
    "source": pgettext_lazy("detail", "From"),
    "starts_on": pgettext_lazy("detail", "Starts on"),
    "superior": pgettext_lazy("detail", "Superior"),
    "takes_files": pgettext_lazy("detail", "Files received from outside"),
    "target": pgettext_lazy("detail", "Target"),
    "targets": pgettext_lazy("detail", "Addresses"),
    "threshold": pgettext_lazy("detail", "Threshold"),
    "timezone": pgettext_lazy("detail", "Time zone"),
    "to": pgettext_lazy("detail", "To"),
    "treatment": pgettext_lazy("detail", "Treatment"),
    "type": pgettext_lazy("detail", "Type"),
    "until": pgettext_lazy("detail", "Until (day)"),
    "upload_mb": pgettext_lazy("detail", "Uploads (MB)"),
    "value": pgettext_lazy("detail", "Value"),
    "version": pgettext_lazy("detail", "Version"),
    "words": pgettext_lazy("detail", "Searched for"),
    "virus": pgettext_lazy("detail", "Virus"),
    "web": pgettext_lazy("detail", "Web"),
    "web_disk_bytes": pgettext_lazy("detail", "Web disk"),
    "weekdays": pgettext_lazy("detail", "Weekdays"),
    "what": pgettext_lazy("detail", "What"),
}
TECHNICAL = frozenset({"account", "code_address", "job", "limits", "logo", "made"})
"""Told in another way, or of no use to whoever reads."""

_PLACES = {
    "anywhere": pgettext_lazy("detail", "anywhere"),
    "japan": pgettext_lazy("detail", "Japan only"),
    "listed": pgettext_lazy("detail", "listed networks"),
}
_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "does": {
        "allow": pgettext_lazy("detail", "delivered"),
        "discard": pgettext_lazy("detail", "discarded"),
        "spam_box": pgettext_lazy("detail", "to the spam folder"),
    },
    "role": {role.value: role.label for role in Role if role},
    "treatment": {
        "deliver": pgettext_lazy("detail", "delivered"),
        "mark": pgettext_lazy("detail", "subject marked"),
        "spam_box": pgettext_lazy("detail", "to the spam folder"),
    },
    "web": _PLACES,
    "programs": _PLACES,
}
# Of users' own addresses for emergencies, administrators need to know only that something changed.
_PERSONAL = ("recovery_address.", "two_step.")


def in_words(entry: Entry) -> Iterator[tuple[str, str]]:
    """Name and value of each detail; of a detail within a detail, those of the inner ones."""
    if entry.action.startswith(_PERSONAL):
        return
    if "account" in entry.details and entry.details["account"] != entry.subject:
        yield gettext("In the menus of"), _text("account", entry.details["account"])
    nested = entry.details.get("limits", {})
    for name, value in (*entry.details.items(), *(nested.items() if isinstance(nested, dict) else ())):
        if name in LABELS and name not in TECHNICAL and value not in ("", None, [], {}):
            yield str(LABELS[name]), _text(name, value)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return pgettext("detail", "yes") if value else pgettext("detail", "no")
    if isinstance(value, int) and name.endswith("_bytes"):
        return size(value)
    if isinstance(value, list):
        return pgettext("between the parts of a list", ", ").join(_text(name, each) for each in value)
    if isinstance(value, dict):
        parts = (f"{key}: {_text(str(key), each)}" for key, each in value.items())
        return pgettext("between the parts of a list", ", ").join(parts)
    return str(_CHOICES.get(name, {}).get(str(value), value))

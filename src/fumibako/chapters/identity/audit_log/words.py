"""Every action that is recorded, in words (B13): what the log says was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PROVIDER = _("Your provider")
SYSTEM = pgettext_lazy("done by", "System (automatic)")


@dataclass(frozen=True)
class Group:
    """actions: the words of each, by its code in the log."""

    label: Any
    actions: Mapping[str, Any]


GROUPS: Mapping[str, Group] = {
    "access": Group(
        _("Logins and passwords"),
        {
            "login": pgettext_lazy("audit log", "Logged in"),
            "logout_everywhere": _("Logged out on all devices"),
            "account.request_reset": _("Password reset requested"),
            "account.reset_password": _("Password reset"),
            "account.set_password": _("Account password changed"),
            "app_password.add": _("App password added"),
            "app_password.remove": _("App password removed"),
            "key.add": _("API key added"),
            "key.revoke": _("API key revoked"),
            "recovery_address.remove": _("Recovery address removed"),
            "recovery_address.request": _("Recovery address entered, not yet confirmed"),
            "recovery_address.set": _("Recovery address confirmed"),
            "two_step.off": _("Two-step verification turned off"),
            "two_step.recovery_codes": _("Recovery codes issued"),
            "two_step.remove_app": _("Authenticator app removed"),
            "two_step.request": _("Two-step verification by mail requested"),
            "two_step.set": _("Two-step verification by mail turned on"),
            "two_step.set_app": _("Two-step verification by app turned on"),
        },
    ),
    "accounts": Group(
        _("Mail accounts and aliases"),
        {
            "account.add": _("Account added"),
            "account.change": _("Account changed"),
            "account.delete": _("Account deleted"),
            "account.resume": _("Account resumed"),
            "account.set_role": _("Administrator role changed"),
            "account.suspend": _("Account suspended"),
            "accounts.export": _("Account list exported"),
            "accounts.import": _("Accounts imported from a file"),
            "address_book.add": _("Outside address added to the address book"),
            "address_book.change": _("Outside address in the address book changed"),
            "address_book.delete": _("Outside address removed from the address book"),
            "address_book.describe": _("Account's entry in the address book changed"),
            "address_book.import": _("Address book imported from a file"),
            "sending_policy.set": _("Misdelivery guard changed"),
            "shared.set": _("Shared mailbox changed"),
            "shared.stop": _("Sharing of a mailbox ended"),
            "alias.add": _("Alias added"),
            "alias.change": _("Alias changed"),
            "alias.delete": _("Alias deleted"),
            "mailbox.empty": _("Mailbox emptied"),
            "mailbox.repair": _("Mailbox repaired"),
        },
    ),
    "mail": Group(
        _("Mail settings and messages"),
        {
            "auto_reply.set": _("Auto-reply set"),
            "common_filter.add": _("Common filter rule added"),
            "common_filter.delete": _("Common filter rule deleted"),
            "common_filter.move": _("Common filter rules reordered"),
            "disk.lock": _("Reception stopped: disk quota exceeded"),
            "disk.unlock": _("Reception resumed: within the disk quota again"),
            "filter_use.set": _("Use of filters set"),
            "forwarding.set": _("Forwarding set"),
            "mail.confirm_recipients": _("Outside recipients confirmed before sending"),
            "mail.move_in": _("Copying of mail from the old provider started"),
            "mail.release": _("Message on hold released"),
            "notice_wording.remove": _("Wording of a notice restored"),
            "notice_wording.set": _("Wording of a notice changed"),
            "old_mail.delete": _("Old messages deleted"),
            "old_mail.rule.delete": _("Rule for deleting old mail removed"),
            "old_mail.rule.set": _("Rule for deleting old mail set"),
            "own_filter.add": _("Individual filter rule added"),
            "own_filter.delete": _("Individual filter rule deleted"),
            "own_filter.move": _("Individual filter rules reordered"),
            "retention.set": _("Retention period set"),
            "sorting.add": _("Sorting rule added"),
            "sorting.delete": _("Sorting rule deleted"),
            "sorting.move": _("Sorting rules reordered"),
            "spam_box.release": _("Messages moved out of the spam folder"),
            "spam_policy.set": _("Spam policy set"),
            "summary_mail.set": _("Spam summary set"),
        },
    ),
    "web": Group(
        _("Domains and website"),
        {
            "access.add_user": _("User added to an access restriction"),
            "access.lift": _("Access restriction removed"),
            "access.remove_user": _("User removed from an access restriction"),
            "access.restrict": _("Access to a folder restricted"),
            "access.set_password": _("Password for a restricted folder changed"),
            "access.set_realm": _("Title of an access restriction changed"),
            "dkim.add": _("DKIM key made"),
            "dkim.drop": _("Old DKIM key removed"),
            "dkim.start": _("Signing of outgoing mail started"),
            "dkim.stop": _("Signing of outgoing mail stopped: record not found"),
            "database.add": _("Database added"),
            "database.drop": _("Database deleted"),
            "database.dump": _("Database exported"),
            "database.load": _("SQL file imported into a database"),
            "database.set_password": _("Database password changed"),
            "certificate.install": _("SSL certificate installed"),
            "certificate.issued": _("Free SSL certificate issued"),
            "certificate.order": _("Free SSL certificate ordered"),
            "certificate.redirect": _("Redirect to HTTPS set"),
            "certificate.remove": _("SSL certificate removed"),
            "certificate.request": _("Signing request for an SSL certificate made"),
            "dns.add": _("DNS record added"),
            "dns.add_several": _("DNS records added"),
            "dns.change": _("DNS record changed"),
            "dns.delete": _("DNS record deleted"),
            "dns.go_back": _("DNS records returned to an earlier version"),
            "dns.restore": _("Standard DNS records restored"),
            "domain.add": _("Domain added"),
            "domain.remove": _("Domain removed"),
            "error_pages.set": _("Error pages set"),
            "file.copy": _("Files copied"),
            "file.delete": _("Files deleted"),
            "file.make": _("File created"),
            "file.make_folder": _("Folder created"),
            "file.move": _("Files moved"),
            "file.pack": _("Files compressed to a ZIP file"),
            "file.rename": _("File or folder renamed"),
            "file.save": _("File edited"),
            "file.set_mode": _("Permissions of files changed"),
            "file.unpack": _("ZIP file extracted"),
            "file.upload": _("Files uploaded"),
            "ftp.set_networks": _("Networks for FTP set"),
            "ftp.set_password": _("FTP password changed"),
            "php.set": _("PHP settings changed"),
            "sender_domain.set": _("Sender authentication set"),
            "site.add": _("Website added"),
            "site.remove": _("Website removed"),
        },
    ),
    "contract": Group(
        _("Contract and orders"),
        {
            "contract.change": _("Contract changed"),
            "contract.move": _("Plan changed"),
            "customer.add": _("Customer added"),
            "customer.delete": _("Customer deleted"),
            "customer.rename": _("Customer name changed"),
            "customer.resume": _("Service resumed"),
            "customer.suspend": _("Service suspended"),
            "order.approve": _("Order approved"),
            "order.cancel": _("Option canceled"),
            "order.end": _("Option ended"),
            "order.place": _("Option ordered"),
            "order.refuse": _("Order declined"),
            "owner.change_contact": _("Contact address of My Page changed"),
            "owner.change_password": _("Password of My Page changed"),
            "owner.issue_password": _("Initial password of My Page issued"),
            "owner.set_up": _("My Page set up"),
        },
    ),
    "support": Group(
        _("Inquiries and announcements"),
        {
            "faq.add": _("FAQ entry added"),
            "faq.change": _("FAQ entry changed"),
            "faq.delete": _("FAQ entry deleted"),
            "inquiry.answer": _("Inquiry answered"),
            "inquiry.close": _("Inquiry closed"),
            "news.add": _("News added"),
            "news.change": _("News changed"),
            "news.delete": _("News deleted"),
            "news.end": _("News taken down"),
        },
    ),
    "system": Group(
        pgettext_lazy("kind of action", "Operation of the service"),
        {
            "branding.set": _("Provider details changed"),
            "change.retry": _("Failed change retried"),
            "job.cancel": _("Background job canceled"),
            "metrics.issue_token": _("Token for metrics issued"),
            "metrics.set_access": _("Access to metrics set"),
            "operator.add": _("Operator added"),
            "operator.resume": _("Operator resumed"),
            "operator.set_password": _("Operator password changed"),
            "operator.suspend": _("Operator suspended"),
            "option.add": _("Option type added"),
            "option.change": _("Option type changed"),
            "plan.add": _("Plan added"),
            "plan.change": _("Plan limits changed"),
        },
    ),
}
_WORDS = {code: words for group in GROUPS.values() for code, words in group.actions.items()}


def words_of(action: str) -> Any:
    """The code itself for what an older version recorded."""
    return _WORDS.get(action, action)

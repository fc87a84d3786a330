"""What holds for mail to outside that is sent with a mail program (B13, docs/decisions/0181)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SendingGuard:
    """Of a domain. customer: whose it is; everything that the same customer has is inside.

    is_webmail_only: mail to outside is sent by the webmail only. approved: accounts whose mail needs approval, which
    only the webmail has, and mail in whose name, too, but for those who decide about it: deciding, pairs of an account
    and one of them. copy_to: receives each mail to outside as Bcc, "" for nobody. most_domains: from that many
    companies in To and Cc on, nobody sees the recipients; 0: never.
    """

    customer: str = ""
    is_webmail_only: bool = False
    approved: tuple[str, ...] = ()
    deciding: tuple[tuple[str, str], ...] = ()
    copy_to: str = ""
    most_domains: int = 0

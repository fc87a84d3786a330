"""A domain that receives mail here."""

from dataclasses import dataclass, field

from fumibako.machine.state.mail.notice_text import NoticeText
from fumibako.machine.state.mail.spam_policy import SpamPolicy
from fumibako.machine.state.mail.virus_policy import VirusPolicy

ROLES = ("postmaster", "abuse")  # addresses of the administrator, who receives and sends as these


@dataclass(frozen=True, kw_only=True)
class MailDomain:
    """The domain itself and what filterd's policy.json says of it. New features bring wishes of their own.

    is_suspended: the customer is suspended: no mail is received, sent or read.
    is_locked: the domain has been over its quota for too long (B8): new mail is refused, everything else works.
    is_archived: a copy of what its users send is kept (B12).
    administrator: receives mail to ROLES.
    notices: wordings by notice key, where they differ from the product's; of one key there may be several languages.
    signature: what stands below mails that the service writes: the provider's name and where help is.
    """

    name: str
    administrator: str
    is_suspended: bool = False
    is_locked: bool = False
    is_archived: bool = False
    virus: VirusPolicy = field(default_factory=VirusPolicy)
    spam: SpamPolicy = field(default_factory=SpamPolicy)
    notices: tuple[tuple[str, NoticeText], ...] = ()
    signature: str = ""

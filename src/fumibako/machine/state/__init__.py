"""The desired state as plain values: what the control plane wants, before any daemon's language.

A `State` describes one scope completely. Everything here is frozen, typed and free of Django.
"""

from fumibako.machine.state.mail.alias import Alias
from fumibako.machine.state.mail.catch_all import CatchAll
from fumibako.machine.state.mail.domain import ROLES, MailDomain
from fumibako.machine.state.mail.forward import MAX_TARGETS, Forward
from fumibako.machine.state.mail.mailbox import Mailbox
from fumibako.machine.state.mail.notice_text import NoticeText
from fumibako.machine.state.mail.sender_authentication import SenderAuthentication
from fumibako.machine.state.mail.sending_guard import SendingGuard
from fumibako.machine.state.mail.sending_limits import Limit, SendingLimits
from fumibako.machine.state.mail.spam_policy import SpamPolicy, SpamTreatment
from fumibako.machine.state.mail.virus_policy import EncryptedTreatment, VirusPolicy
from fumibako.machine.state.scope import Aspect, BadScope, Scope, State
from fumibako.machine.state.web.access import Access, ProtectedFolder
from fumibako.machine.state.web.certificates import Certificates, SiteCertificate
from fumibako.machine.state.web.database import Database, Databases, DatabaseUser, Dropped
from fumibako.machine.state.web.error_pages import ErrorPages
from fumibako.machine.state.web.ftp import FtpAccess
from fumibako.machine.state.web.overseas import Overseas
from fumibako.machine.state.web.php import PhpSettings
from fumibako.machine.state.web.site import Site
from fumibako.machine.state.web.subdomains import Subdomain, Subdomains
from fumibako.machine.state.web.tools import Redirect, Tools

__all__ = [
    "MAX_TARGETS",
    "ROLES",
    "Access",
    "Alias",
    "Aspect",
    "BadScope",
    "CatchAll",
    "Certificates",
    "Database",
    "DatabaseUser",
    "Databases",
    "Dropped",
    "EncryptedTreatment",
    "ErrorPages",
    "Forward",
    "FtpAccess",
    "Limit",
    "MailDomain",
    "Mailbox",
    "NoticeText",
    "Overseas",
    "PhpSettings",
    "ProtectedFolder",
    "Redirect",
    "Scope",
    "SenderAuthentication",
    "SendingGuard",
    "SendingLimits",
    "Site",
    "SiteCertificate",
    "SpamPolicy",
    "SpamTreatment",
    "State",
    "Subdomain",
    "Subdomains",
    "Tools",
    "VirusPolicy",
]

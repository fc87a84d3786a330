"""The mail chapter's models, gathered for Django; each stands in its feature's folder."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.chapters.mail.spam_policy.models import SpamPolicy
from fumibako.chapters.mail.virus.models import VirusPolicy

__all__ = ["Forwarding", "Mailbox", "SpamPolicy", "VirusPolicy"]

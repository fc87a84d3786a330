"""The groups of tabs on an account's page (B1), in the order in which they stand there."""

from django.utils.translation import gettext_lazy as _

BASICS = _("Basics and security")
FORWARDING = _("Forwarding and auto-reply")
SPAM = _("Spam filters")

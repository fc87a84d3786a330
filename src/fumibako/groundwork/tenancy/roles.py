"""What a customer's people may do in the administrator menu (B1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """What a page is about."""

    MAIL = "mail"
    WEB = "web"
    EVERYTHING = "everything"  # contract, other administrators


class Role(models.TextChoices):
    """A role does everything within its duties; LOOK sees all of it and changes nothing."""

    NONE = "", _("No administrator")
    EVERYTHING = "everything", _("Everything")
    ACCOUNTS = "accounts", _("Mail accounts only")
    WEB = "web", _("Web service only")
    LOOK = "look", _("Look only")


_DUTIES = {
    Role.NONE: frozenset[Duty](),
    Role.EVERYTHING: frozenset(Duty),
    Role.ACCOUNTS: frozenset({Duty.MAIL}),
    Role.WEB: frozenset({Duty.WEB}),
    Role.LOOK: frozenset(Duty),
}


def may_see(role: Role, duty: Duty) -> bool:
    return duty in _DUTIES[role]


def may_change(role: Role, duty: Duty) -> bool:
    return role is not Role.LOOK and may_see(role, duty)


def may_change_account_of(role: Role, other: Role) -> bool:
    """Whether somebody of the one role may change the account of somebody of the other: with its password, or with
    the mail that brings a new one, comes what it may do."""
    return other is Role.NONE or role is Role.EVERYTHING


def common(role: Role, other: Role) -> Role:
    """What both roles allow, as far as there is a role for it."""
    if Role.EVERYTHING in (role, other):
        return other if role is Role.EVERYTHING else role
    return role if role is other else Role.NONE

"""What the provider's staff may do in the console (E6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffRole(models.TextChoices):
    """SUPPORT: what customers ask about (customers, inquiries, logs, support login), and nothing else. LOOK: sees the
    whole console but passwords, and changes nothing."""

    EVERYTHING = "everything", _("Everything")
    SUPPORT = "support", _("Support (customers, inquiries, support login)")
    LOOK = "look", _("Look only")


def staff_may_see(role: StaffRole, *, is_for_support: bool) -> bool:
    return is_for_support or role is not StaffRole.SUPPORT


def staff_may_change(role: StaffRole, *, is_for_support: bool) -> bool:
    return role is not StaffRole.LOOK and staff_may_see(role, is_for_support=is_for_support)

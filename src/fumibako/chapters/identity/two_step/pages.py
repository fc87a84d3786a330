"""The pages of two-step verification, for one kind of login: the same everywhere."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.two_step.door import SecondStep
from fumibako.chapters.identity.two_step.kinds import Kind
from fumibako.chapters.identity.two_step.views import Settings
from fumibako.groundwork.features import Area, Entry, Face, Page


def pages_of(kind: Kind, area: Area, position: int) -> tuple[Page, ...]:
    own, door = Settings(kind), SecondStep(kind)
    site, name = kind.prefix, kind.prefix.replace("/", "_")
    entry = Entry(
        _("Two-step verification"),
        area,
        "shield",
        _("Ask for a code besides the password"),
        _("two-factor 2fa totp authenticator passkey code safety"),
        position=position,
    )
    return (
        Page(kind.face, "two-step/", own.overview, "two_step", entry),
        Page(kind.face, "two-step/off/", own.switch_off, "two_step_off"),
        Page(kind.face, "two-step/recovery-codes/", own.recovery_codes, "two_step_codes"),
        Page(kind.face, "two-step/app/", own.app, "two_step_app"),
        Page(kind.face, "two-step/app/remove/", own.remove_app, "two_step_remove_app"),
        Page(kind.face, "two-step/passkeys/register/", own.add_passkey, "two_step_add_passkey"),
        Page(kind.face, "two-step/passkeys/rename/", own.rename_passkey, "two_step_rename_passkey"),
        Page(kind.face, "two-step/passkeys/remove/", own.remove_passkey, "two_step_remove_passkey"),
        Page(Face.SITE, f"{site}login/code/", door.code, f"{name}login_code"),
        Page(Face.SITE, f"{site}login/code/again/", door.send_again, f"{name}login_code_again"),
        Page(Face.SITE, f"{site}two-step/on/", own.confirmed, f"{name}two_step_confirmed"),
        Page(Face.SITE, f"{site}two-step/confirm/<str:token>/", own.confirm, f"{name}confirm_two_step"),
    )

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.two_step import step_views, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab

FEATURE = Feature(
    id="A3",
    pages=(
        Page(
            *(Face.USER, "two-step/", views.settings_page, "two_step"),
            Entry(
                _("Two-step verification"),
                Area.MY_MAIL,
                "shield",
                _("Ask for a code besides the password"),
                _("two-factor 2fa totp authenticator code safety"),
                position=61,
            ),
        ),
        Page(Face.USER, "two-step/off/", views.switch_off, "two_step_off"),
        Page(Face.USER, "two-step/recovery-codes/", views.recovery_codes, "two_step_codes"),
        Page(Face.USER, "two-step/app/", views.app, "two_step_app"),
        Page(Face.USER, "two-step/app/remove/", views.remove_app, "two_step_remove_app"),
        Page(Face.SITE, "login/code/", step_views.code, "login_code"),
        Page(Face.SITE, "login/code/again/", step_views.send_again, "login_code_again"),
        Page(Face.SITE, "two-step/on/", views.confirmed, "two_step_confirmed"),
        Page(Face.SITE, "two-step/<str:token>/", views.confirm, "confirm_two_step"),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/two-step/", views.of_account, "account_two_step"),
            tab=Tab("account", _("Two-step verification"), position=85),
        ),
    ),
)

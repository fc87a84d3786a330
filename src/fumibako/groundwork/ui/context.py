"""What every template may know."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.ui.shell import Shell

THEME_COOKIE = "__Host-theme"
THEMES = {"auto": _("Automatic"), "light": _("Light"), "dark": _("Dark")}


def page(request: HttpRequest) -> dict[str, object]:
    """shell; brand: the provider; theme; here: where a choice of language or colours leads back to.

    here is "" where a form is answered: no address brings back what was typed, or a password that is shown once.
    """
    shell: Shell | None = getattr(request, "shell", None)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "shell": shell,
        "brand": SimpleLazyObject(branding),
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "site_url": settings.FUMIBAKO.site_url,
        "here": request.get_full_path() if request.method == "GET" else "",
    }

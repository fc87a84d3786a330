"""What a page says after the next redirect."""

from django.contrib.messages.storage.cookie import CookieStorage


class Toasts(CookieStorage):
    """Signed, in a cookie that no other host or path can set."""

    cookie_name = "__Host-toasts"

"""What a page says after the next redirect."""

from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest


class Toasts(CookieStorage):
    """Signed, in a cookie that no other host or path can set."""

    cookie_name = "__Host-toasts"

    def added(self) -> list[tuple[int, str]]:
        return [(message.level, str(message.message)) for message in self._queued_messages]  # type: ignore[attr-defined]


def added(request: HttpRequest) -> list[tuple[int, str]]:
    """Level and words of what this page has said."""
    toasts = get_messages(request)
    return toasts.added() if isinstance(toasts, Toasts) else []

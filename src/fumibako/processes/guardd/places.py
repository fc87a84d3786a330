"""Where a login may come from (A7): as the table says now, else as it said last."""

from collections import OrderedDict
from collections.abc import Callable

from fumibako.machine.daemons.tables.login_places import PlacesUnknown
from fumibako.machine.state.mail.login_places import LoginPlaces

MOST = 10_000  # logins


class Known:
    """read: raises PlacesUnknown where the table cannot be read. A rule that nobody has read yet may be there: then the
    login is asked to come later, and never let in for that."""

    def __init__(self, read: Callable[[str], LoginPlaces | None], most: int = MOST) -> None:
        self._read, self._most = read, most
        self._last: OrderedDict[str, LoginPlaces | None] = OrderedDict()

    def places_of(self, login: str) -> LoginPlaces | None:
        """None: anywhere. Raises PlacesUnknown."""
        try:
            places = self._read(login)
        except PlacesUnknown:
            if login not in self._last:
                raise
            return self._last[login]
        self._last[login] = places
        self._last.move_to_end(login)
        if len(self._last) > self._most:
            self._last.popitem(last=False)
        return places

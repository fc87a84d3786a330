"""How old the country data is, for the health page."""

from datetime import date

from fumibako.machine.conf import Config
from fumibako.machine.daemons.countries.control import made_on
from fumibako.machine.provision.service import Condition, Health

OLD_DAYS = 14


class Countries:
    name = "countries"

    def health(self, config: Config) -> Health:
        made = made_on(config)
        days = (date.today() - made).days
        if days > OLD_DAYS:
            words = f"country data of {made}: {days} days old"
            return Health(Condition.WARNING, words, code="old", values={"days": days})
        return Health(Condition.OK, f"country data of {made}")

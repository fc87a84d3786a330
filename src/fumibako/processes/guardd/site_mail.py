"""What websites send by PHP's mail() (D1): each in its own domain's name, and so many in an hour and a day.

Postfix asks at DATA. Who has called, the kernel says; whose site that is, stands in what is live of the sender's
domain. A site beyond its limit is told to come later: nobody is paused, and no mail of accounts is counted with it.
"""

from collections.abc import Iterable, Mapping

from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.control import SITE_MAIL
from fumibako.machine.daemons.sites.tree import NoSite, live_site
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.processes.guardd.origin import CONNECTIONS, uid_of
from fumibako.processes.guardd.outside import GO_ON
from fumibako.processes.guardd.sending import Sending

STRANGER = "554 5.7.1 Not for you"
TOO_MANY = "450 4.7.1 This website has sent too many mails for now"


def action(config: Config, sending: Sending, asked: Mapping[str, str]) -> str:
    with CONNECTIONS.open(encoding="ascii") as connections:
        return _action(config, sending, asked, connections)


def _action(config: Config, sending: Sending, asked: Mapping[str, str], connections: Iterable[str]) -> str:
    port, number = asked.get("client_port", ""), asked.get("recipient_count", "")
    if asked.get("client_address") != "127.0.0.1" or not port.isdecimal() or not number.isdecimal():
        return STRANGER
    try:
        domain = parse_domain(asked.get("sender", "").rpartition("@")[2])
        site = live_site(config, domain)
    except (BadAddress, NoSite, OSError, ValueError):
        return STRANGER
    if site.is_suspended or uid_of(connections, int(port), config.ports.site_mail) != site.uid:
        return STRANGER
    return GO_ON if sending.has_room(f"@{domain}", max(1, int(number)), SITE_MAIL) else TOO_MANY

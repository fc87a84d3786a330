"""knot.conf and each domain's zone; docs/adding-a-daemon.md says why the lines are as they are."""

from fumibako.machine.conf import Config
from fumibako.machine.formats.zonefile import write_zone
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import State
from fumibako.machine.state.web.zone import Zone

USER = "knot"
HEALTH_ZONE = "health.invalid"
_HEALTH = f"""\
{HEALTH_ZONE}. 60 IN SOA {HEALTH_ZONE}. {HEALTH_ZONE}. 1 7200 900 1209600 60
{HEALTH_ZONE}. 60 IN NS {HEALTH_ZONE}.
{HEALTH_ZONE}. 60 IN TXT "ok"
"""


def box(config: Config) -> FileSet:
    text = conf(config, f"{config.home('knot')}/scopes/*/live/knot.conf")
    return {"knot.conf": File(text.encode()), "health.zone": File(_HEALTH.encode())}


def conf(config: Config, zones: str) -> str:
    """zones: where the zones' own parts are."""
    home, live = config.home("knot"), config.live("knot")
    return f"""\
server:
  listen: "{config.settings.box.listen}@{config.ports.dns}"
  rundir: "{home}/run"
  user: "{USER}:{USER}"
  version: ""
  identity: ""
  nsid: ""
  automatic-acl: off
  udp-workers: 2
  tcp-workers: 2
  background-workers: 2
database:
  storage: "{home}/db"
control:
  listen: "{home}/run/control"
log:
  - target: "stdout"
    any: "info"
mod-rrl:
  - id: "default"
    rate-limit: 200
    slip: 2
policy:
  - id: "one-key"
    algorithm: "ecdsap256sha256"
    single-type-signing: on
    ksk-lifetime: 0
    cds-cdnskey-publish: "none"
    nsec3: on
    nsec3-iterations: 0
    nsec3-salt-length: 0
template:
  - id: "default"
    dnssec-policy: "one-key"
    file: "{home}/scopes/%s/live/zone"
    zonefile-load: "difference-no-serial"
    zonefile-sync: -1
    journal-content: "all"
    serial-policy: "unixtime"
    semantic-checks: "on"
    global-module: "mod-rrl/default"
zone:
  - domain: "{HEALTH_ZONE}"
    file: "{live}/health.zone"
include: "{zones}"
"""


def zone(state: State) -> FileSet:
    wanted = state.wish(Zone)
    if wanted is None:
        return {}
    signing = "    dnssec-signing: on\n" if wanted.is_signed else ""
    entry = f'{_allowed(wanted)}zone:\n  - domain: "{wanted.domain}"\n{signing}{_told(wanted)}'
    return {"knot.conf": File(entry.encode()), "zone": File(write_zone(wanted).encode())}


def _allowed(zone: Zone) -> str:
    """Who may fetch it, and whom to tell: before the zone that names them."""
    if not zone.secondaries:
        return ""
    remotes = "".join(
        f'  - id: "{zone.domain}-{number}"\n    address: "{address}"\n'
        for number, address in enumerate(zone.secondaries, 1)
    )
    addresses = ", ".join(f'"{address}"' for address in zone.secondaries)
    return f"""\
remote:
{remotes}\
acl:
  - id: "{zone.domain}"
    address: [{addresses}]
    action: "transfer"
"""


def _told(zone: Zone) -> str:
    if not zone.secondaries:
        return ""
    remotes = ", ".join(f'"{zone.domain}-{number}"' for number, _ in enumerate(zone.secondaries, 1))
    return f'    acl: "{zone.domain}"\n    notify: [{remotes}]\n'

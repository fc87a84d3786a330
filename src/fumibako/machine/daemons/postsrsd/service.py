"""postsrsd: rewrites the sender of forwarded mail (SRS) and finds the way back for bounces."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process


class Postsrsd(Quiet):
    name = "postsrsd"

    def health(self, config: Config) -> Health:
        where = ("127.0.0.1", config.ports.srs_forward)
        return asking.health(lambda: asking.answer(where, b"get a@health.example\n"), b"200 SRS0=")

    def process(self, config: Config) -> Process:
        ports = (f"-f{config.ports.srs_forward}", f"-r{config.ports.srs_reverse}", "-l127.0.0.1")
        secret = f"-s{config.secrets / 'srs'}"
        command = ("/usr/sbin/postsrsd", *ports, f"-d{config.hostname}", secret, "-unobody", "-4")
        return Process(command=command, priority=10)

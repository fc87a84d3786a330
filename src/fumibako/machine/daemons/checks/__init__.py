"""What is looked at beside the services: not whether a daemon answers, but whether it can go on."""

from typing import Protocol

from fumibako.machine.conf import Config
from fumibako.machine.daemons.checks.certificate import CertificateInUse
from fumibako.machine.daemons.checks.disk import Disk
from fumibako.machine.daemons.checks.owners import Owners
from fumibako.machine.daemons.checks.supervision import Supervision
from fumibako.machine.daemons.countries.check import Countries
from fumibako.machine.provision.service import Health


class Check(Protocol):
    name: str

    def health(self, config: Config) -> Health:
        """Look, within 5 s; never raises."""


CHECKS: tuple[Check, ...] = (Supervision(), Disk(), Owners(), CertificateInUse(), Countries())

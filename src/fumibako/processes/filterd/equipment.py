"""What the steps work with: engines, next hops, the box's own names and secrets."""

from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.spamd.service import MOST_CHILDREN
from fumibako.processes.filterd.doubts import Doubts
from fumibako.processes.filterd.engines.clamd import Clamd
from fumibako.processes.filterd.engines.spamd import Spamd
from fumibako.processes.filterd.onward.lmtp import Lmtp
from fumibako.processes.filterd.onward.smtp import Smtp
from fumibako.processes.filterd.policies import Policies
from fumibako.processes.filterd.tries import Tries
from fumibako.processes.filterd.warned import Warned


@dataclass(frozen=True)
class Equipment:
    config: Config
    clamd: Clamd
    spamd: Spamd
    dovecot: Lmtp
    reinjection: Smtp
    policies: Policies
    warned: Warned
    tries: Tries
    doubts: Doubts
    secret: bytes

    @classmethod
    def of(cls, config: Config) -> "Equipment":
        shown = config.home("filterd") / "shown"
        for left in shown.iterdir():  # of a process that ended while clamd read it
            left.unlink()
        return cls(
            config=config,
            clamd=Clamd(config.clamd_socket, config.home("clamd") / "tmp", shown),
            spamd=Spamd(config.spamd_socket, MOST_CHILDREN),
            dovecot=Lmtp(config.dovecot_lmtp),
            reinjection=Smtp(config.reinject_socket),
            policies=Policies(config),
            warned=Warned(config.home("filterd") / "warned"),
            tries=Tries(poison.room(config), config.home("filterd") / "under-way" / "mails"),
            doubts=Doubts(config.home("filterd") / "doubts", config),
            secret=(config.secrets / "scan").read_bytes().strip(),
        )

    @property
    def room(self) -> Path:
        """Where big mails are while they are worked on."""
        return self.config.home("filterd") / "tmp"

    @property
    def virus_address(self) -> str:
        """The service's own sender of virus warnings."""
        return f"virus-check@{self.config.hostname}"

    def close(self) -> None:
        self.clamd.close()
        self.dovecot.close()
        self.reinjection.close()

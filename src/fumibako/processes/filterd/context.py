"""What the steps have at hand: engines, next hops, ledgers, the box's own names and secrets."""

from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd import poison, second_engine
from fumibako.machine.daemons.spamd import taught
from fumibako.machine.daemons.spamd.service import MAX_CHILDREN
from fumibako.machine.system.resolver import Resolver
from fumibako.processes.filterd.engines.clamd import Clamd
from fumibako.processes.filterd.engines.icap import Icap
from fumibako.processes.filterd.engines.rspamd import Rspamd
from fumibako.processes.filterd.engines.senders import Senders
from fumibako.processes.filterd.engines.spamd import Spamd
from fumibako.processes.filterd.ledger.archive import Archive
from fumibako.processes.filterd.ledger.notified import Notified
from fumibako.processes.filterd.ledger.possible_duplicates import PossibleDuplicates
from fumibako.processes.filterd.ledger.retries import Retries
from fumibako.processes.filterd.ledger.seen import Seen
from fumibako.processes.filterd.onward.lmtp import Lmtp
from fumibako.processes.filterd.onward.smtp import Smtp
from fumibako.processes.filterd.policies import Policies
from fumibako.processes.filterd.signing import Signer


@dataclass(frozen=True)
class Context:
    config: Config
    clamd: Clamd
    icap: Icap
    spamd: Spamd
    rspamd: Rspamd
    senders: Senders
    signer: Signer
    dovecot: Lmtp
    reinjection: Smtp
    policies: Policies
    notified: Notified
    retries: Retries
    seen: Seen
    possible_duplicates: PossibleDuplicates
    archive: Archive
    secret: bytes
    taught: Path

    @classmethod
    def of(cls, config: Config) -> "Context":
        home = config.home("filterd")
        for leftover in (home / "shown").iterdir():  # of a process that ended while clamd was reading it
            leftover.unlink()
        return cls(
            config=config,
            clamd=Clamd(config.clamd_socket, config.home("clamd") / "tmp", home / "shown"),
            icap=Icap(second_engine.place(config)),
            spamd=Spamd(config.spamd_socket, MAX_CHILDREN),
            rspamd=Rspamd(config.rspamd_socket),
            senders=Senders(Resolver(config)),
            signer=Signer(config.dkim_keys),
            dovecot=Lmtp(config.dovecot_lmtp),
            reinjection=Smtp(config.reinject_socket),
            policies=Policies(config),
            notified=Notified(home / "notified"),
            seen=Seen(),
            retries=Retries(poison.directory(config), home / "in-progress" / "messages"),
            possible_duplicates=PossibleDuplicates(home / "possible-duplicates", config),
            archive=Archive(config.archive),
            taught=taught.directory(config),
            secret=(config.secrets / "scan").read_bytes().strip(),
        )

    @property
    def scratch(self) -> Path:
        """The directory for large messages while they are processed."""
        return self.config.home("filterd") / "tmp"

    @property
    def virus_address(self) -> str:
        """The sender of virus warnings."""
        return f"virus-check@{self.config.hostname}"

    def close(self) -> None:
        self.clamd.close()
        self.icap.close()
        self.dovecot.close()
        self.reinjection.close()

"""Postfix: the MTA. Its own instance in the state directory; nothing of /etc/postfix but dynamicmaps.cf is read."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.postfix import render
from fumibako.machine.daemons.postfix.control import Queue
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.tables import postfix as tables
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.provision.service import NO_SPACE, Condition, Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

MASTER = "/usr/lib/postfix/sbin/master"


class Postfix(Quiet):
    name = "postfix"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        return render.render(config) if state.scope.aspect is Aspect.BOX else {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """postconf reads both files; what it does not know it says on stderr and still ends with 0."""
        try:
            run(("postconf", "-c", str(staged), "-n"))
            run(("postconf", "-c", str(staged), "-M"))
            run(("postconf", "-c", str(staged), "-b", str(staged / "bounce.cf")))
            run(("postfix", "-c", str(staged), "check"))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        try:
            run(("postfix", "-c", str(config.live(self.name)), "reload"))
        except CommandFailed:
            return  # it does not run

    def health(self, config: Config) -> Health:
        """Port 25 as far as MAIL FROM, where Postfix refuses what it has no space for; 587 and 465 as far as TLS."""
        ports = config.ports
        health = probe(
            config,
            Probe(ports.smtp, _smtp, {b"452": NO_SPACE}),
            Probe(ports.submission, _submission),
            Probe(ports.submissions, _tls),
        )
        if health.condition is Condition.OK and _takes_nothing(config):
            return Health(Condition.DOWN, "the queue manager takes no mail out of incoming", code="queue-manager")
        return health

    def process(self, config: Config) -> Process:
        """Never `start-fg`: its shell stays and master escapes. Rendering has run `check`, which makes the queue."""
        return Process(
            command=(MASTER, "-d", "-c", str(config.live(self.name))),
            stop_seconds=30,
            priority=30,
            # Without Dovecot's answer about a mailbox's quota it would take mail that bounces later; without the
            # filter every mail that it takes waits for the next try.
            after=(config.dovecot_run / "quota-status", config.filter_in_socket, config.filter_out_socket),
        )

    def prepare(self, config: Config) -> None:
        home = files.directory(config.home(self.name))
        files.directory(home / "queue")
        files.directory(home / "data", mode=0o700, uid=uid_of("postfix"), gid=gid_of("postfix"))
        for table in config.edge.glob("*.lmdb"):  # an older version's
            tables.close(table)


def _submission(conversation: Conversation) -> None:
    conversation.hear(b"220 ")
    conversation.say("EHLO localhost", b"250 ")
    conversation.start_tls("STARTTLS", b"220 ")


def _smtp(conversation: Conversation) -> None:
    _submission(conversation)
    conversation.say("EHLO localhost", b"250 ")
    conversation.say("MAIL FROM:<>", b"250 ")
    conversation.say("QUIT", b"221 ")


def _tls(conversation: Conversation) -> None:
    conversation.start_tls()
    conversation.hear(b"220 ")


def _takes_nothing(config: Config) -> bool:
    """Only root can look into the queue; where the agent is away, nobody knows."""
    try:
        return Queue(config).is_untouched()
    except (AgentDown, AgentRefused):
        return False

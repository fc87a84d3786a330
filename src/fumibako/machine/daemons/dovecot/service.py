"""Dovecot: IMAP, POP3, LMTP, ManageSieve, and every protocol's logins."""

import base64
import secrets
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot import counting, render, sieve, tokens
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, Diff, File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files, inotify
from fumibako.machine.system.run import CommandFailed, CommandRefused, run


class Dovecot(Quiet):
    name = "dovecot"
    reads = frozenset({Aspect.BOX, Aspect.SIEVE, Aspect.DOMAIN_SIEVE})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is Aspect.BOX:
            return render.render(config)
        return {name: File(text.encode()) for name, text in sieve.scripts(state).items()}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """doveconf for the configuration, sievec for scripts: it leaves its .svbin beside them."""
        conf = staged / "dovecot.conf" if scope.aspect is Aspect.BOX else config.live(self.name) / "dovecot.conf"
        try:
            if scope.aspect is Aspect.BOX:
                run(("doveconf", "-c", str(conf), "-n"))
            for script in sorted(staged.glob("*.sieve")):
                _compile(conf, script)
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        if scope.aspect is not Aspect.BOX:
            return  # scripts are read at each delivery
        try:
            run(("doveadm", "-c", str(config.live(self.name) / "dovecot.conf"), "reload"))
        except CommandFailed:
            return  # it does not run

    def health(self, config: Config) -> Health:
        """The login process of each protocol, by TLS. Sessions that no inotify instance is left for are a warning."""

        def imaps(conversation: Conversation) -> None:
            conversation.start_tls()
            conversation.hear(b"* OK")

        def pop3s(conversation: Conversation) -> None:
            conversation.start_tls()
            conversation.hear(b"+OK")

        def sieve(conversation: Conversation) -> None:
            conversation.hear(b"OK")
            conversation.start_tls("STARTTLS", b"OK")
            conversation.hear(b"OK")

        ports = config.ports
        health = probe(config, Probe(ports.imaps, imaps), Probe(ports.pop3s, pop3s), Probe(ports.sieve, sieve))
        if health.condition is Condition.OK and (instances := inotify.max_instances()) < inotify.WANTED_INSTANCES:
            words = f"only {instances} open IMAP sessions are told of new mail at once, others up to 30 s late"
            return Health(Condition.WARNING, words, code="inotify", values={"number": instances})
        return health

    def process(self, config: Config) -> Process:
        command = ("/usr/sbin/dovecot", "-F", "-c", str(config.live(self.name) / "dovecot.conf"))
        return Process(command=command, stop_seconds=30, priority=20)

    def prepare(self, config: Config) -> None:
        home = files.directory(config.home(self.name))
        files.directory(home / "state")
        files.directory(config.dovecot_run)
        files.directory(config.mail_store, mode=0o700, uid=config.uids.mail, gid=config.uids.mail)
        files.directory(render.shared_list(config).parent, mode=0o700, uid=config.uids.mail, gid=config.uids.mail)
        counting.prepare(config)
        tokens.make_keys(config)
        guard = (config.secrets / "guard").read_text().strip()
        token = base64.b64encode(f"dovecot:{guard}".encode()).decode()
        search = (config.secrets / "search").read_text().strip()
        address = f"url=http://dovecot:{search}@127.0.0.1:{config.ports.search}/solr/ batch_size=50"
        plugin = f"plugin {{\n  fts_solr = {address}\n}}\n"
        files.write(config.secrets / "dovecot-search.conf", plugin.encode(), mode=0o600, uid=0, gid=0)
        path = config.secrets / "dovecot.conf"
        if not path.exists():
            lines = (
                f"auth_policy_server_api_header = Authorization: Basic {token}\n",
                f"auth_policy_hash_nonce = {secrets.token_hex(16)}\n",
            )
            files.write(path, "".join(lines).encode(), mode=0o600, uid=0, gid=0)


def _compile(conf: Path, script: Path) -> None:
    """Raises CommandRefused, CommandFailed."""
    run(("sievec", "-c", str(conf), str(script)))
    if not script.with_suffix(".svbin").exists():  # Pigeonhole 0.5.19 ends with 0 when the disk is full
        raise CommandFailed(f"sievec wrote no {script.stem}.svbin; the disk may be full")

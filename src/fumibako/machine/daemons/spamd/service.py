"""spamd: SpamAssassin, with the distribution's rules and no look-ups outside the machine.

What people teach it counts for their own domain only: each has a Bayes database. spamd is told the domain as its user.
Rules that Debian's sa-compile has compiled are used in that form (Rule2XSBody), all others by Perl: the same verdicts.
"""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.spamd import taught
from fumibako.machine.daemons.spamd.control import MIN_TAUGHT
from fumibako.machine.provision.service import File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandRefused, run

USER = "debian-spamd"
MAX_CHILDREN = 3
# SpamAssassin then says what it has found so far. Below filterd's patience: a mail that is slow to judge does not wait
# for ever. A child that does not even keep to this is ended.
LONGEST_SECONDS, CHILD_SECONDS = 20, 28
PLUGINS = (
    *("AutoLearnThreshold", "Bayes", "BodyEval", "Check", "DKIM", "DNSEval", "FreeMail", "HTMLEval"),
    *("HTTPSMismatch", "HeaderEval", "ImageInfo", "MIMEEval", "MIMEHeader", "RelayEval", "ReplaceTags"),
    *("Rule2XSBody", "SPF", "URIDetail", "URIDNSBL", "URIEval", "VBounce", "WLBLEval", "WelcomeListSubject"),
)
STEADY = Path(__file__).with_name("Steady.pm").read_bytes()
RULES = f"""\
required_score 5.0
report_safe 0
use_bayes 1
bayes_path __userstate__/bayes
bayes_auto_learn 0
bayes_min_ham_num {MIN_TAUGHT}
bayes_min_spam_num {MIN_TAUGHT}
bayes_ignore_header X-Fumibako-Spam
bayes_ignore_header X-Fumibako-From
bayes_ignore_header X-Fumibako-Scan
bayes_ignore_header X-Fumibako-Allowed
bayes_ignore_header Authentication-Results
dns_available no
skip_rbl_checks 1
normalize_charset 1
time_limit {LONGEST_SECONDS}
"""


class Spamd(Quiet):
    name = "spamd"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is not Aspect.BOX:
            return {}
        loaded = "".join(f"loadplugin Mail::SpamAssassin::Plugin::{name}\n" for name in PLUGINS)
        loaded += "loadplugin Fumibako::Steady Steady.pm\n"
        return {
            "init.pre": File(loaded.encode()),
            "Steady.pm": File(STEADY),
            "local.cf": File(RULES.encode()),
        }

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        try:
            run(("spamassassin", "--lint", "-L", f"--siteconfigpath={staged}"), seconds=60)
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def health(self, config: Config) -> Health:
        question = b"PING SPAMC/1.5\r\n\r\n"
        return asking.health(lambda: asking.answer(config.spamd_socket, question), b"PONG")

    def process(self, config: Config) -> Process:
        return Process(
            command=(
                *("/usr/sbin/spamd", "-L", "-x", "-u", USER, "--allow-tell"),
                f"--virtual-config-dir={config.home(self.name) / 'bayes' / '%d'}",
                *("--max-children", str(MAX_CHILDREN), "--min-children", "2"),
                f"--siteconfigpath={config.live(self.name)}",
                f"--socketpath={config.spamd_socket}",
                "--socketmode=0666",
                f"--timeout-child={CHILD_SECONDS}",
                *("-s", "stderr"),
            ),
            environment={"HOME": str(config.home(self.name))},
            priority=10,
        )

    def prepare(self, config: Config) -> None:
        home, uid, gid = config.home(self.name), uid_of(USER), gid_of(USER)
        files.directory(home)
        files.directory(home / "bayes", uid=uid, gid=gid)
        taught.prepare(config)
        # filterd and the watchdog are in its group; sites' PHP is not.
        files.directory(config.spamd_socket.parent, mode=0o750, uid=uid, gid=gid)

"""Who may ask the agent for what, and that no name leads it outside its directories."""

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock

import pytest

from fumibako.machine import daemons
from fumibako.machine.conf import Config, load
from fumibako.machine.daemons import own
from fumibako.machine.daemons.agent.control import Installer
from fumibako.machine.daemons.agent.service import Agent
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.daemons.filterd.control import SigningKeys
from fumibako.machine.daemons.verbs import VERBS
from fumibako.machine.provision.client import AgentRefused, ask
from fumibako.machine.provision.engine import Engine
from fumibako.machine.provision.service import Condition, File
from fumibako.machine.provision.verb import Context, Refused
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system.peers import Peer
from fumibako.machine.system.run import CommandFailed
from fumibako.processes.agent.answering import answer

pytestmark = pytest.mark.feature("A2")
NAMES = [verb.name for verb in VERBS]
SHOWN = {
    "bytes_of_each",
    "database_bytes",
    "domain_bytes",
    "mailbox_usage",
    "queue_counts",
    "remove_backup",
    "repair_mailbox",
    "site_bytes",
}
MAILSTORE = {
    "archive_old_mails",
    "delete_old_mails",
    "empty_mailbox",
    "old_mails",
    "release_spam",
    "spam_mails",
    "teach_spam_filter",
}
WEB = {
    "bytes_of_some",
    "filling",
    "flush_queue",
    "delete_mail",
    "held_mails",
    "judge_mail",
    "keep_site_key",
    "lend_database",
    "login_place",
    "make_dkim_key",
    "release_mail",
    "remove_dkim_key",
    "sign_profile",
    "site_files",
    "site_log",
    "usage_of_each",
    "waiting_mails",
}
BACKGROUND = {
    "adopt_backup",
    "begin_key_roll",
    "end_key_roll",
    "forget_archived",
    "bytes_of_domains",
    "dump_database",
    "forget_site_keys",
    "ftp_log",
    "install_wordpress",
    "keep_site_key",
    "load_database",
    "load_dump",
    "mail_log",
    "publish_wordpress",
    "put_logs_aside",
    "recount_domain",
    "report_mails",
    "site_day",
    "make_backup",
    "make_dkim_key",
    "remove_dkim_key",
    "remove_wordpress",
    "restore_backup",
    "request_own_certificate",
    "run_script",
    "scan_site",
    "stage_wordpress",
    "take_back_databases",
    "update_wordpress",
    "use_own_certificate",
    "weigh_backup",
    "use_countries",
    "wordpress_parts",
}
INBOX = {"inbox_fields", "inbox_uids"}
FILING = {"file_inbox_mails", "flag_inbox_mails", "take_back_mails"}
COPIES = {"copied_days", "copied_folders"}
LOST = {"lost_mails"}
RESTORING = {"copy_mailboxes", "forget_copies", "missing_mails", "restore_mails"} | COPIES
MAY = {
    "web": WEB | SHOWN | MAILSTORE | COPIES | LOST | INBOX,
    "worker": {"filling", "apply", "write_rows", "differing", "complete", "remove_mailbox", "remove_site"},
    "background": BACKGROUND | SHOWN | MAILSTORE | RESTORING | INBOX | FILING,
    "filterd": {"holds_mail"},
    "watchdog": {"filling", "hold_mail", "flush_queue", "is_queue_untouched"},
    "searchd": {"forget_search"},
    "guardd": set[str](),
    "mail": set[str](),
}
ASKING = """
import socket, sys
with socket.socket(socket.AF_UNIX) as agent:
    agent.connect(sys.argv[1])
    agent.sendall(sys.argv[2].encode() + b"\\n")
    sys.stdout.write(agent.makefile().read())
"""
DOMAIN = Scope(Aspect.DOMAIN, "example.jp")
WAYS_OUT = ("../../../way-out", "a/../../../../way-out", "{state}/way-out")


@pytest.fixture(scope="module")
def config() -> Iterator[Config]:
    """Of an agent that runs as root in a state directory of its own."""
    # Not pytest's own directory: Unix socket paths are limited.
    state = Path(tempfile.mkdtemp(prefix="fb-agent-", dir="/tmp"))
    state.chmod(0o755)
    config = load(state=state)
    Agent().prepare(config)
    command = (sys.executable, "-m", "fumibako.processes.agent", "--state", str(state))
    agent = subprocess.Popen(command, env={**os.environ, **own.environment(config)}, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while Agent().health(config).condition is Condition.DOWN:
            assert time.monotonic() < deadline, "the agent does not answer"
            time.sleep(0.02)
        yield config
    finally:
        agent.kill()
        agent.wait()
        shutil.rmtree(state)


def reply_to(config: Config, uid: int, verb: str) -> dict[str, str]:
    """What a process of that user is told."""
    request = json.dumps({"verb": verb, "scopes": [], "address": "a@example.jp", "queue_id": "4hTfQk2Vd7z1vLB"})
    argv = ("/usr/bin/python3", "-c", ASKING, str(config.agent_socket), request)
    done = subprocess.run(argv, user=uid, group=uid, extra_groups=(), capture_output=True, cwd="/", timeout=30)
    assert done.returncode == 0, done.stderr
    reply: dict[str, str] = json.loads(done.stdout)
    return reply


def test_no_two_verbs_have_one_name() -> None:
    assert sorted(NAMES) == sorted(set(NAMES))


def test_every_question_has_its_verb_and_every_verb_its_question() -> None:
    controls = (path.read_text() for path in Path(daemons.__path__[0]).glob("*/control.py"))
    asked = {name for text in controls for name in re.findall(r'\b(?:ask|converse)\((?:self\.)?config, "(\w+)"', text)}
    assert asked == set(NAMES)


@pytest.mark.parametrize("verb", NAMES)
def test_nobody_is_refused_every_verb(config: Config, verb: str) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    assert reply_to(config, nobody, verb) == {"refused": f"uid {nobody} may not ask for {verb}"}


def test_the_kernel_says_who_asks(config: Config) -> None:
    assert "accounts" in reply_to(config, config.uids.watchdog, "filling")["tables"]
    assert reply_to(config, config.uids.worker, "write_rows") == {}
    assert "may not ask" in reply_to(config, config.uids.web, "write_rows")["refused"]


@pytest.mark.parametrize("user", MAY)
def test_each_process_may_ask_for_its_own_verbs_only(user: str) -> None:
    config = load(state=Path("/tmp/fb-none"))
    context = Context(config, Engine(config, (), ()), Lock())
    peer = Peer(1, getattr(config.uids, user), 0)
    may = set()
    for verb in NAMES:
        try:
            answer(context, peer, {"verb": verb})
        except Refused as refused:
            assert "may not ask" in str(refused)
        except (KeyError, CommandFailed):  # it was asked for nothing, in a box that is not there
            may.add(verb)
        else:
            may.add(verb)
    assert may == MAY[user]


@pytest.mark.parametrize("name", WAYS_OUT)
def test_a_files_name_that_leads_out_of_its_directory_is_refused(config: Config, name: str) -> None:
    sets = {"filterd": {name.format(state=config.state): File(b"x")}}
    with pytest.raises(AgentRefused, match="not a path below a root"):
        Installer(config).apply(DOMAIN, sets, {})
    assert not list(config.state.rglob("way-out"))


@pytest.mark.parametrize("key", ["../../way-out", "/way-out", "..", "example.jp/../..", ""])
def test_a_scope_that_is_a_way_out_is_refused(config: Config, key: str) -> None:
    for aspect in Aspect:
        raw = {"aspect": aspect.value, "key": key, "sets": {"filterd": {}}, "rows": {}}
        for verb, values in (("apply", raw), ("write_rows", {"scopes": [raw]}), ("differing", {"scopes": [raw]})):
            with pytest.raises(AgentRefused, match="not a scope"):
                ask(config, verb, values)


def test_the_box_itself_is_not_the_agents(config: Config) -> None:
    with pytest.raises(AgentRefused, match="`fumibako up`"):
        Installer(config).apply(Scope(Aspect.BOX, "box"), {"filterd": {"policy.json": File(b"x")}}, {})


@pytest.mark.parametrize("address", ["../{name}@example.jp", "..@example.jp", "x@../{name}", "/{name}", "x@..", ""])
def test_no_address_leads_out_of_the_mail_store(config: Config, address: str) -> None:
    """The verb that removes a mailbox would otherwise remove any directory."""
    precious = config.state / "precious"
    precious.mkdir(exist_ok=True)
    mailboxes = Mailboxes(config)
    name = address.format(name=precious.name)
    questions: list[Callable[[], object]] = [
        lambda: mailboxes.remove(name),
        lambda: mailboxes.usage(name),
        lambda: mailboxes.repair(name),
        lambda: mailboxes.holds_mail(name, "4hTfQk2Vd7z1vLB"),
        lambda: mailboxes.domain_bytes(name),
        lambda: mailboxes.recount(name),
        lambda: mailboxes.usage_of_each(name),
    ]
    for question in questions:
        with pytest.raises(AgentRefused):  # not AgentFailed: no program was asked
            question()
    assert precious.is_dir()


@pytest.mark.parametrize(
    "request_line", ["[]", "3", "null", '{"verb": 3}', '{"verb": "fly"}', '{"verb": "_make_folders"}', "{"]
)
def test_what_is_no_request_is_refused(config: Config, request_line: str) -> None:
    done = subprocess.run(
        ("/usr/bin/python3", "-c", ASKING, str(config.agent_socket), request_line), capture_output=True, timeout=30
    )
    assert set(json.loads(done.stdout)) == {"refused"}
    assert Agent().health(config).condition is not Condition.DOWN


def test_a_signing_key_is_filterds_alone_and_stays(config: Config) -> None:
    keys = SigningKeys(config)
    public = keys.make("example.jp", "k1")
    path = config.dkim_keys / "example.jp" / "k1.key"
    assert keys.make("example.jp", "k1") == public
    assert (path.stat().st_uid, path.stat().st_mode & 0o777) == (config.uids.filterd, 0o400)
    assert path.parent.stat().st_mode & 0o007 == 0
    keys.remove("example.jp", "k1")
    assert not path.exists()


@pytest.mark.parametrize(("domain", "selector"), [("../x", "k1"), ("example.jp", "../k1"), ("example.jp", "")])
def test_no_signing_key_lies_elsewhere(config: Config, domain: str, selector: str) -> None:
    for question in (SigningKeys(config).make, SigningKeys(config).remove):
        with pytest.raises(AgentRefused):
            question(domain, selector)

"""A box that was restored without its owners is seen and given back (E6). Root, as `up` is."""

import os
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.checks.owners import Owners, keys, repair, wrong
from fumibako.machine.provision.service import Condition

pytestmark = pytest.mark.feature("E6")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Keys, a mailbox and the queue, everything root's."""
    made = Config(Settings(), tmp_path)
    for each in keys(made):
        each.path.parent.mkdir(parents=True, exist_ok=True)
        each.path.write_text("secret")
        each.path.chmod(0o644)
    (made.mail_store / "sample.example" / "taro" / "mail").mkdir(parents=True)
    (made.mail_store / "sample.example" / "taro" / "mail" / "u.1").write_text("Subject: hello\n")
    (made.home("postfix") / "queue" / "deferred" / "A").mkdir(parents=True)
    return made


def repaired(config: Config) -> list[str]:
    return [str(found.path.relative_to(config.state)) for found in wrong(config) if repair(found) >= 0]


def test_everything_is_given_back(config: Config) -> None:
    names = repaired(config)
    assert {"secrets/guard", "secrets/django", "tls/key.pem", "mail", "postfix/queue/deferred"} <= set(names)
    assert list(wrong(config)) == []
    mail = config.mail_store / "sample.example" / "taro" / "mail" / "u.1"
    assert (mail.stat().st_uid, mail.stat().st_gid) == (config.uids.mail, config.uids.mail)
    guard = (config.secrets / "guard").stat()
    assert (guard.st_uid, guard.st_gid, guard.st_mode & 0o777) == (0, config.uids.guardd, 0o640)


def test_one_mailbox_that_root_has_brought_back_is_found(config: Config) -> None:
    repaired(config)
    mailbox = config.mail_store / "sample.example" / "taro"
    os.chown(mailbox / "mail" / "u.1", 0, 0)
    health = Owners().health(config)
    assert (health.condition, health.code) == (Condition.DOWN, "wrong-owner")
    assert f"{mailbox}/mail/u.1 belongs to 0:0 instead of 5000:5000" in health.detail


def test_a_secret_that_everybody_can_read_is_a_warning(config: Config) -> None:
    repaired(config)
    (config.secrets / "guard").chmod(0o644)
    health = Owners().health(config)
    assert (health.condition, "has the mode 644 instead of 640" in health.detail) == (Condition.WARNING, True)


def test_what_a_link_leads_to_is_left_alone(config: Config, tmp_path: Path) -> None:
    repaired(config)
    kept = tmp_path / "privkey.pem"
    kept.write_text("somebody else's")
    kept.chmod(0o640)
    key, link = config.tls / "key.pem", config.mail_store / "sample.example" / "link"
    key.unlink()
    key.symlink_to(kept)
    link.symlink_to(kept)
    repaired(config)
    assert (kept.stat().st_uid, kept.stat().st_mode & 0o777) == (0, 0o640)
    assert link.lstat().st_uid == config.uids.mail

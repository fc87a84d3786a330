"""The box's own certificate: ordered where there is only the self-made one, renewed in time, and never in place of what
the operator has put there."""

import base64
import plistlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from types import SimpleNamespace
from typing import Any

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.own_certificate import control, verbs
from fumibako.machine.provision.verb import Refused
from fumibako.machine.system import tls
from tests.authority import root

pytestmark = pytest.mark.feature("D11")
ROOT = root()
NOW = datetime.now(UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = Config(Settings(), tmp_path)
    tls.make_certificate(made.tls, made.hostname)
    return made


def context(config: Config) -> Any:
    return SimpleNamespace(config=config, lock=RLock())


def use(config: Config, *names: str, days: tuple[int, int] = (-1, 90)) -> None:
    request = verbs.request_own_certificate(context(config), {})["request"]
    issued = ROOT.issue(*names, days=days, request=request)
    verbs.use_own_certificate(context(config), {"pem": issued.pem + ROOT.pem})


def test_the_self_made_one_is_replaced_and_its_successor_renewed_thirty_days_before_its_end(config: Config) -> None:
    key = (config.tls / tls.KEY).read_bytes()
    assert control.is_due(config, NOW)
    use(config, config.hostname)
    assert not control.is_due(config, NOW)
    assert control.is_due(config, NOW + timedelta(days=61))
    assert (config.tls / tls.KEY).read_bytes() == key
    tls.check_pair(config.tls)


def test_what_the_operator_has_signed_themselves_stays(config: Config) -> None:
    own = root(config.hostname)
    (config.tls / tls.CERTIFICATE).write_text(own.pem)
    assert not control.is_due(config, NOW)


def test_what_the_operator_has_put_there_stays(config: Config) -> None:
    issued = ROOT.issue(config.hostname, days=(-9, -1))
    (config.tls / tls.CERTIFICATE).write_text(issued.pem)
    (config.tls / tls.KEY).write_text(issued.key)
    assert not control.is_due(config, NOW)


def test_case_022_one_for_another_key_or_name_is_refused_and_changes_nothing(config: Config) -> None:
    before = (config.tls / tls.CERTIFICATE).read_bytes()
    with pytest.raises(Refused):
        verbs.use_own_certificate(context(config), {"pem": ROOT.issue(config.hostname).pem})
    with pytest.raises(Refused):
        use(config, "other.example")
    with pytest.raises(Refused):
        verbs.use_own_certificate(context(config), {"pem": "x"})
    assert (config.tls / tls.CERTIFICATE).read_bytes() == before
    assert not control.mark(config).exists()


PROFILE = plistlib.dumps({"PayloadType": "Configuration", "PayloadDisplayName": "メール"}).decode()


@pytest.mark.feature("C11")
def test_a_profile_is_signed_with_the_boxs_certificate_and_its_chain(config: Config, tmp_path: Path) -> None:
    use(config, config.hostname)
    signed = base64.b64decode(verbs.sign_profile(context(config), {"profile": PROFILE})["signed"])
    (tmp_path / "signed").write_bytes(signed)
    (tmp_path / "root.pem").write_text(ROOT.pem)
    command = ("openssl", "cms", "-verify", "-inform", "DER", "-in", "signed", "-CAfile", "root.pem", "-purpose", "any")
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    assert shown.decode() == PROFILE


@pytest.mark.feature("C11")
@pytest.mark.parametrize("content", ["", "hello", "<plist><dict/></plist>", PROFILE.replace("Configuration", "Other")])
def test_nothing_but_a_profile_is_signed(config: Config, content: str) -> None:
    with pytest.raises(Refused):
        verbs.sign_profile(context(config), {"profile": content})

"""The policy files that filterd gets, and the ones that are refused."""

from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.formats.filter_policy import FilterPolicy, read_policy
from fumibako.machine.formats.sending_guard import read_guard
from fumibako.machine.provision.service import Condition, Rejected, Service
from fumibako.machine.state import (
    Aspect,
    MailDomain,
    NoticeText,
    Scope,
    SendingGuard,
    SpamPolicy,
    SpamTreatment,
    State,
    VirusPolicy,
)

pytestmark = pytest.mark.feature("B7")
GOLDEN = Path(__file__).parent / "golden"
SCOPE = Scope(Aspect.DOMAIN, "example.jp")
DOMAIN = MailDomain(
    name="example.jp",
    administrator="admin@example.jp",
    is_locked=True,
    virus=VirusPolicy(outgoing=False),
    spam=SpamPolicy(threshold=6.5, treatment=SpamTreatment.MARK),
    notices=(("virus_removed", NoticeText(subject="削除：{subject}", body="{virus}\n")),),
    signature="\n-- \n青空メール\n",
)


GUARD = SendingGuard(customer="W000000001", approved=("a@example.jp",), copy_to="b@example.jp", most_domains=5)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    # Never made: a path that is short enough whatever pytest's own is.
    return load(state=Path("/tmp/fb-none"))


def test_filterd_is_a_service() -> None:
    assert isinstance(Filterd(), Service)


def test_the_policy_is_written_as_the_golden_file_says(config: Config) -> None:
    file = Filterd().render(config, State(scope=SCOPE, wishes=(DOMAIN, GUARD)))["policy.json"]
    assert file.content == (GOLDEN / "policy.json").read_bytes()


def test_what_is_written_is_read_back(config: Config) -> None:
    file = Filterd().render(config, State(scope=SCOPE, wishes=(DOMAIN, GUARD)))["policy.json"]
    assert read_policy(file.content) == FilterPolicy(
        domain=DOMAIN.name,
        is_locked=True,
        virus=DOMAIN.virus,
        spam=DOMAIN.spam,
        notices=DOMAIN.notices,
        signature=DOMAIN.signature,
        customer="W000000001",
        most_domains=5,
    )


def test_the_guard_is_written_and_read_back(config: Config, tmp_path: Path) -> None:
    files = Filterd().render(config, State(scope=SCOPE, wishes=(DOMAIN, GUARD)))
    assert read_guard(files["guard.json"].content) == GUARD
    (tmp_path / "policy.json").write_bytes(files["policy.json"].content)
    (tmp_path / "guard.json").write_bytes(b'{"customer": 1}')
    with pytest.raises(Rejected):
        Filterd().check(config, tmp_path, SCOPE)


def test_a_domain_that_is_gone_has_no_file(config: Config) -> None:
    assert Filterd().render(config, State(scope=SCOPE)) == {}


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"domain": "other.jp"}'])
def test_a_policy_that_cannot_be_read_is_refused(config: Config, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "policy.json").write_bytes(content)
    with pytest.raises(Rejected):
        Filterd().check(config, tmp_path, SCOPE)


def test_another_domains_policy_is_refused(config: Config, tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_bytes((GOLDEN / "policy.json").read_bytes())
    Filterd().check(config, tmp_path, SCOPE)
    with pytest.raises(Rejected):
        Filterd().check(config, tmp_path, Scope(Aspect.DOMAIN, "other.jp"))


def test_health_of_a_filter_that_is_not_there_is_down(config: Config) -> None:
    assert Filterd().health(config).condition is Condition.DOWN

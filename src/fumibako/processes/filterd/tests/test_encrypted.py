"""SECURITY case 87 and section 3: files encrypted with a password cannot be scanned and do not count as clean."""

from dataclasses import replace

import pytest

from fumibako.machine.state import EncryptedTreatment, VirusPolicy

from .conftest import Bench
from .containers import locked
from .disguises import OUTSIDER, SUZUKI, attached
from .scanners import EICAR
from .test_filter import EXAMPLE, is_scanned, notice_in

pytestmark = pytest.mark.feature("B7")
LOCKED = attached(locked(EICAR), "locked.zip")
MARK = "X-Fumibako-Encrypted"


def removes(bench: Bench) -> None:
    bench.allow(replace(EXAMPLE, virus=VirusPolicy(encrypted=EncryptedTreatment.REMOVE)))


def test_case_087_a_locked_archive_is_delivered_with_a_mark_and_not_as_clean(bench: Bench) -> None:
    assert bench.incoming().send(OUTSIDER, [SUZUKI], LOCKED)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert taken.content.endswith(LOCKED)
    assert is_scanned(bench, taken.content, "encrypted")
    assert notice_in(taken.content).get_all(MARK) == ["not scanned; Heuristics.Encrypted.Zip"]


def test_the_mark_of_others_is_not_believed(bench: Bench) -> None:
    forged = f"{MARK}: forged\r\n".encode() + attached(b"open")
    bench.incoming().send(OUTSIDER, [SUZUKI], forged)
    assert notice_in(bench.dovecot.taken[0].content).get_all(MARK) is None


def test_a_locked_archive_leaves_without_our_mark(bench: Bench) -> None:
    assert (
        bench.outgoing()
        .send(SUZUKI, [OUTSIDER], LOCKED.replace(OUTSIDER.encode(), SUZUKI.encode()))[0]
        .startswith("250")
    )
    (taken,) = bench.reinjection.taken
    assert (taken.recipients, notice_in(taken.content)[MARK]) == ([OUTSIDER], None)


def test_a_virus_beside_the_locked_file_counts(bench: Bench) -> None:
    bench.incoming().send(OUTSIDER, [SUZUKI], attached(locked(b"x" * 50, EICAR), "locked.zip"))
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")
    assert "A virus was removed" in notice_in(bench.dovecot.taken[0].content)["Subject"]


def test_case_087_where_the_domain_says_so_a_locked_archive_is_removed(bench: Bench) -> None:
    removes(bench)
    assert bench.incoming().send(OUTSIDER, [SUZUKI], LOCKED)[0].startswith("250")
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], LOCKED, "OutLocked1")[0].startswith("250")
    received, warning = notice_in(bench.dovecot.taken[0].content), notice_in(bench.reinjection.taken[0].content)
    assert bench.reinjection.taken[0].recipients == [SUZUKI]
    for notice, subject in ((received, "could not be scanned"), (warning, "could not be scanned")):
        assert subject in notice["Subject"]
        assert "password" in notice.get_content()
        assert "パスワード" in notice.get_content()

"""SECURITY case 87: content beyond the scanner's limits is not clean and is not delivered."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from tests.long import cases

from .conftest import Bench
from .containers import behind_zeros, crowd, locked, zipped
from .disguises import OUTSIDER, SUZUKI, attached
from .scanners import EICAR
from .test_filter import is_scanned, notice_in

pytestmark = pytest.mark.feature("B7")
LARGEST_MAIL = 35 << 20
BEYOND: dict[str, Callable[[Bench], bytes]] = {
    "a file one byte over MaxFileSize": lambda bench: behind_zeros(EICAR, limit(bench, "MaxFileSize") + 1),
    "the same, packed better": lambda bench: behind_zeros(EICAR, limit(bench, "MaxFileSize") + 1, zipfile.ZIP_BZIP2),
    "the same, in zips": lambda bench: zipped(behind_zeros(EICAR, limit(bench, "MaxFileSize") + 1), 3),
    "the same, by gzip": lambda bench: gzip.compress(bytes(limit(bench, "MaxFileSize") + 1 - len(EICAR)) + EICAR),
    "a file of MaxFileSize": lambda bench: behind_zeros(EICAR, limit(bench, "MaxFileSize")),
    "a file one byte over MaxScanSize": lambda bench: behind_zeros(EICAR, limit(bench, "MaxScanSize") + 1),
    "a virus behind 500 MB of zeros": lambda bench: behind_zeros(EICAR, 500 << 20),
    "one file more than MaxFiles": lambda bench: crowd(EICAR, limit(bench, "MaxFiles") + 1),
}
WITHIN: dict[str, Callable[[Bench], bytes]] = {
    "a file of 100 MB": lambda bench: behind_zeros(EICAR, 100_000_000),
    "a file of nearly MaxScanSize": lambda bench: behind_zeros(EICAR, limit(bench, "MaxScanSize") - 2_000_000),
    "half as many as MaxFiles": lambda bench: crowd(EICAR, limit(bench, "MaxFiles") // 2),
}


def limit(bench: Bench, name: str) -> int:
    return int(bench.clamd.settings[name])


@pytest.mark.parametrize(
    "content",
    cases(
        BEYOND,
        long=(
            "the same, packed better",
            "the same, in zips",
            "the same, by gzip",
            "a file of MaxFileSize",
            "a virus behind 500 MB of zeros",
        ),
    ),
)
def test_case_087_a_virus_beyond_the_scanners_limits_is_not_delivered_and_the_notice_says_why(
    bench: Bench, content: Callable[[Bench], bytes]
) -> None:
    archive = content(bench)
    mail = attached(archive, "bill.zip")
    assert len(mail) < LARGEST_MAIL
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], mail)[0].startswith("250")
    (received,), (warning,) = bench.dovecot.taken, bench.reinjection.taken
    assert is_scanned(bench, received.content, "removed")
    assert warning.recipients == [SUZUKI]
    for notice in (notice_in(received.content), notice_in(warning.content)):
        assert "could not be scanned" in notice["Subject"]
        assert "Max" in notice.get_content()
        assert not list(notice.iter_attachments())


def test_case_087_beside_a_locked_file_it_is_not_delivered_either(bench: Bench, *, long: bool) -> None:
    """A usual scan reports either of the two findings, at random."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("locked.zip", locked(b"x" * 50))
        archive.writestr("many.zip", crowd(EICAR, limit(bench, "MaxFiles") + 1))
    mail, queue = attached(buffer.getvalue(), "bill.zip"), bench.incoming()
    tries = 8 if long else 3
    for number in range(tries):
        assert queue.send(OUTSIDER, [SUZUKI], mail, f"4TqLockedMany{number}")[0].startswith("250")
    assert [is_scanned(bench, taken.content, "removed") for taken in bench.dovecot.taken] == [True] * tries
    assert not list((bench.config.home("filterd") / "shown").iterdir())


@pytest.mark.parametrize("content", cases(WITHIN, long=("a file of 100 MB",)))
def test_within_the_limits_it_is_found(bench: Bench, content: Callable[[Bench], bytes]) -> None:
    bench.incoming().send(OUTSIDER, [SUZUKI], attached(content(bench), "bill.zip"))
    assert "A virus was removed" in notice_in(bench.dovecot.taken[0].content)["Subject"]

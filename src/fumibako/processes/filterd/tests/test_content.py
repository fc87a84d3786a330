"""If the disk fills up in the middle of a block, the message is not shortened: it stays in the queue."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.processes.filterd.content import BLOCK_BYTES, IN_MEMORY_BYTES, Content

pytestmark = pytest.mark.feature("B7")
FREE_BYTES = IN_MEMORY_BYTES + BLOCK_BYTES + 1000


@pytest.fixture
def nearly_full_disk() -> Iterator[None]:
    """Limits the size of files; write(2) writes what still fits, as on a disk that fills up."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FREE_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("piece", [BLOCK_BYTES, FREE_BYTES + 1])
@pytest.mark.usefixtures("nearly_full_disk")
def test_what_was_written_in_part_is_an_error(tmp_path: Path, piece: int) -> None:
    content = Content(tmp_path)
    try:
        with pytest.raises(OSError, match="No space left"):
            for _ in range(FREE_BYTES // piece + 2):
                content.append(b"x" * piece)
    finally:
        content.close()

"""What the hourly proof notes for health."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from fumibako.processes.filterd.engines.icap import Icap
from fumibako.processes.filterd.proving import prove_hourly

pytestmark = pytest.mark.feature("B9")


class Engine:
    def __init__(self) -> None:
        self.asked = 0

    async def proves(self) -> bool:
        self.asked += 1
        return False


def test_a_full_disk_does_not_end_the_proving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fumibako.processes.filterd.proving.AGAIN_SECONDS", 0)
    engine, blind = Engine(), tmp_path / "missing" / "blind"

    async def proving() -> None:
        task = asyncio.create_task(prove_hourly(cast(Icap, engine), blind))
        async with asyncio.timeout(10):
            while engine.asked < 3:
                assert not task.done()
                await asyncio.sleep(0)
            blind.parent.mkdir()
            while not blind.exists():
                await asyncio.sleep(0)
        task.cancel()

    asyncio.run(proving())
    assert blind.read_text() == "blind\n"

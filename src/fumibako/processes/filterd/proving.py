"""Each hour, and more often while it does not: does the second virus engine find the test virus? (B9)"""

import asyncio
import logging
from pathlib import Path

from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.icap import Icap

PROVEN_SECONDS, AGAIN_SECONDS = 3600, 30
log = logging.getLogger(__name__)


async def prove_hourly(engine: Icap, blind: Path) -> None:
    """blind: the file that health reads; empty while the engine finds it. An engine that does not answer proves
    nothing; health asks that itself."""
    said = ""
    while True:
        trouble = await _trouble(engine, blind)
        if trouble != said:
            log.warning("the second virus engine %s", trouble or "finds the test virus")
        said = trouble
        await asyncio.sleep(AGAIN_SECONDS if trouble else PROVEN_SECONDS)


async def _trouble(engine: Icap, blind: Path) -> str:
    try:
        is_found = await engine.proves()
    except EngineDown as error:
        return f"gives no verdict: {error}"
    try:
        blind.write_text("" if is_found else "blind\n")
    except OSError as error:
        return f"{'finds' if is_found else 'does not find'} the test virus, which cannot be noted: {error}"
    return "" if is_found else "does not find the test virus: its customers' mail waits"

"""python -m fumibako.processes.filterd --state DIR [--config FILE]"""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.filterd.second_engine import blind
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.lmtp.server import listen
from fumibako.processes.filterd.proving import prove_hourly


def main() -> None:
    parser = argparse.ArgumentParser(prog="filterd", description="The mail content filter.")
    parser.add_argument("--state", type=Path, required=True, help="the box's state directory")
    parser.add_argument("--config", type=Path, help="fumibako.toml, if it is not in the state directory")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(serve(load(state=arguments.state, file=arguments.config)))


async def serve(config: Config) -> None:
    """Serve until SIGTERM. Messages in progress then stay in Postfix's queue: none of them got a 250."""
    context = Context.of(config)
    is_stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, is_stopping.set)
    servers = await listen(context)
    logging.getLogger(__name__).info("listening on %s", config.filter_in_socket.parent)
    proving = asyncio.create_task(_prove(context))
    await is_stopping.wait()
    proving.cancel()
    for server in servers:
        server.close()
    context.close()


async def _prove(context: Context) -> None:
    if context.config.settings.engines.icap:
        await prove_hourly(context.icap, blind(context.config))


if __name__ == "__main__":
    main()

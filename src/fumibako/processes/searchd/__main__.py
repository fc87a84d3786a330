"""python -m fumibako.processes.searchd --state DIR: serve Dovecot (loopback TCP, with the secret) and the watchdog
until SIGTERM."""

import asyncio
import base64
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from fumibako.machine.conf import Config
from fumibako.machine.conf.arguments import config_of
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.daemons.searchd.control import index_file
from fumibako.machine.system.logs import write_to_stderr
from fumibako.processes.searchd.server import LONGEST_HEAD, Door
from fumibako.processes.searchd.shelf import Shelf

THREADS = 2


def main() -> None:
    write_to_stderr()
    asyncio.run(serve(config_of(sys.argv[1:])))


async def serve(config: Config) -> None:
    secret = (config.secrets / "search").read_text().strip()
    wanted = "Basic " + base64.b64encode(f"dovecot:{secret}".encode()).decode()
    shelf = Shelf(partial(index_file, config), Mailboxes(config).forget_search)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with ThreadPoolExecutor(THREADS) as threads, ThreadPoolExecutor(1) as health:
        door = Door(shelf, wanted, threads, health)
        server = await asyncio.start_server(door.serve, "127.0.0.1", config.ports.search, limit=LONGEST_HEAD)
        await stop.wait()
        server.close()


if __name__ == "__main__":
    main()

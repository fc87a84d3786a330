"""python -m fumibako.processes.pushd --state DIR: hear Dovecot, serve nginx and the watchdog until SIGTERM. Who may
reach the two sockets their directories say."""

import asyncio
import signal
import socket
import sys
from contextlib import closing

from fumibako.machine.conf import Config
from fumibako.machine.conf.arguments import config_of
from fumibako.machine.system.logs import write_to_stderr
from fumibako.processes.pushd.server import LONGEST_HEAD, Door
from fumibako.processes.pushd.streams import Streams

LONGEST_ADDRESS = 512


def main() -> None:
    write_to_stderr()
    asyncio.run(serve(config_of(sys.argv[1:])))


async def serve(config: Config) -> None:
    streams, loop, stop = Streams(), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for path in (config.told_socket, config.push_socket):
        path.unlink(missing_ok=True)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as told:
        told.setblocking(False)
        told.bind(str(config.told_socket))
        config.told_socket.chmod(0o666)
        loop.add_reader(told, hear, told, streams)
        server = await asyncio.start_unix_server(Door(streams).serve, config.push_socket, limit=LONGEST_HEAD)
        config.push_socket.chmod(0o666)
        await stop.wait()
        server.close()


def hear(told: socket.socket, streams: Streams) -> None:
    """All that is waiting: the kernel keeps a few only."""
    while True:
        try:
            address = told.recv(LONGEST_ADDRESS)
        except BlockingIOError:
            return
        streams.tell(address.decode("utf-8", "replace"))


if __name__ == "__main__":
    main()

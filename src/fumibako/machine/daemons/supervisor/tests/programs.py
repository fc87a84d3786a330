"""A program of the test's own under supervisord."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Process


class Program(Quiet):
    def __init__(self, name: str, *words: str) -> None:
        self.name = name
        self._words = words

    def process(self, config: Config) -> Process:
        return Process(command=self._words, stop_seconds=1)

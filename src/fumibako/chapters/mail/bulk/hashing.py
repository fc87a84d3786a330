"""Passwords hashed ahead of the lines that need them: hashing takes longer than all the rest of a line, and Argon2
lets go of the interpreter, so threads use every core."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

THREADS = 2
AHEAD = 4
Item = TypeVar("Item")
Value = TypeVar("Value")


def prepared(prepare: Callable[[Item], Value], items: Iterable[Item]) -> Iterator[tuple[Item, Value]]:
    """Each item with what prepare returns for it, in their order. An exception comes up at its item's turn."""
    waiting: deque[tuple[Item, Future[Value]]] = deque()
    with ThreadPoolExecutor(THREADS) as threads:
        for item in items:
            waiting.append((item, threads.submit(prepare, item)))
            if len(waiting) > AHEAD:
                first, value = waiting.popleft()
                yield first, value.result()
        for first, value in waiting:
            yield first, value.result()

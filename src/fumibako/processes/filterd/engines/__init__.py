"""Clients of the scanners."""


class EngineDown(Exception):
    """The engine gave no verdict: not reachable, closed, too slow, or an answer that is none."""

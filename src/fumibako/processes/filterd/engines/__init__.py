"""Clients of the scanners."""


class EngineDown(Exception):
    """The engine gave no verdict: unreachable, closed the connection, too slow, or an invalid answer."""

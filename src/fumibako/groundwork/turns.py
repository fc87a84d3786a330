"""One after the other, where a rule looks at more than the rows that change."""

from django.db import connection


def take_turn(name: int) -> None:
    """Whoever else takes a turn of that name waits until this transaction ends. SQLite's transactions that write are
    one at a time as they are (settings: IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [name])

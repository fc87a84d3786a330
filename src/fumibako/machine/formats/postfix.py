"""main.cf, master.cf and the input of postmap (postconf(5), master(5), postmap(1))."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class Unwritable(ValueError):
    """A value with a character that the format cannot carry."""


def value(text: str | int) -> str:
    """One value on one line. "$" would be expanded by Postfix, so only settings of our own use it."""
    written = str(text)
    if not written.isprintable():
        raise Unwritable(f"control character in {written!r}")
    return written


def main_cf(settings: Mapping[str, str | int]) -> bytes:
    """Return main.cf; sorted, so that the same settings are the same bytes."""
    return "".join(f"{name} = {value(text)}\n" for name, text in sorted(settings.items())).encode()


@dataclass(frozen=True)
class Entry:
    """One service of master.cf. Everything runs without chroot. options: main.cf settings of its own."""

    name: str
    type: str
    command: str
    private: str = "-"
    unprivileged: str = "-"
    wakeup: str = "-"
    processes: str = "-"
    options: Mapping[str, str | int] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        fields = (self.name, self.type, self.private, self.unprivileged, "n", self.wakeup, self.processes)
        yield " ".join((*fields, self.command))
        for name, text in self.options.items():
            written = value(text)
            # Braces carry blanks; master(5).
            yield f"  -o {{ {name} = {written} }}" if " " in written else f"  -o {name}={written}"


def master_cf(entries: Iterable[Entry]) -> bytes:
    return "".join(f"{line}\n" for entry in entries for line in entry.lines()).encode()


def map_line(key: str, result: str) -> str:
    """One line for `postmap -i`. Raises Unwritable."""
    if not key or not key.isprintable() or any(c.isspace() for c in key) or key[0] in '#"':
        raise Unwritable(f"not a look-up key: {key!r}")
    return f"{key} {value(result)}\n"

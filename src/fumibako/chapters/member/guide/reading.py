"""The few marks of the guide's texts: "# " title, "## " heading, "1. " step, "- " point, "> " hint; all else is a
paragraph, of which the first one is the summary. No marks within a line."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from fumibako.machine.formats.widths import half_width

_MARKS = {"## ": "heading", "1. ": "steps", "- ": "points", "> ": "hint"}


@dataclass(frozen=True)
class Block:
    """kind: "heading", "steps", "points", "hint" or "paragraph"; lines: one for each step or point."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    title: str
    summary: str
    blocks: tuple[Block, ...]

    @cached_property
    def plain_title(self) -> str:
        return half_width(self.title).casefold()

    @cached_property
    def haystack(self) -> str:
        """What the search looks in."""
        lines = [line for block in self.blocks for line in block.lines]
        return half_width("\n".join((self.title, self.summary, *lines))).casefold()


def read(source: str) -> Text:
    title, summary, *rest = [line for line in source.splitlines() if line.strip()]
    marked = [_marked(line) for line in rest]
    blocks: list[Block] = []
    for kind, lines in groupby(marked, key=lambda one: one[0]):
        found = [line for _, line in lines]
        alone = kind in ("heading", "paragraph")
        blocks += [Block(kind, (line,)) for line in found] if alone else [Block(kind, tuple(found))]
    return Text(title.removeprefix("# "), summary, tuple(blocks))


def _marked(line: str) -> tuple[str, str]:
    for mark, kind in _MARKS.items():
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return "paragraph", line

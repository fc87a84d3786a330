"""A migration that boxes have run stays as it is: what is written into it later, they never get.

FUMIBAKO_WRITE_GOLDEN=1 takes new ones up into `migrations.txt`; until then they may still be changed.
"""

import hashlib
import os
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "fumibako"
KEPT = Path(__file__).with_name("migrations.txt")


def test_no_migration_that_boxes_have_run_is_changed() -> None:
    there = {
        str(path.relative_to(SOURCE)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SOURCE.rglob("migrations/0*.py")
    }
    kept: dict[str, str] = {}
    for line in KEPT.read_text().splitlines():
        digest, name = line.split(" ")
        kept[name] = digest
    if os.environ.get("FUMIBAKO_WRITE_GOLDEN"):
        KEPT.write_text("".join(f"{digest} {name}\n" for name, digest in sorted({**there, **kept}.items())))
    assert {name for name, digest in kept.items() if there.get(name) != digest} == set(), "write a further one"

"""Files that come in parts (D1): each where the last one ended, and nothing to be seen until all of it is there."""

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from fumibako.machine.daemons.sites.filing.client import Filing, Parted, Progress
from fumibako.machine.daemons.sites.tree import PARTS, PARTS_SECONDS, forget_parts
from tests.filing import OWNER, OpenSite, refused

pytestmark = pytest.mark.feature("D1")
SPACE = 1 << 20
CONTENT = os.urandom(10_000)
FILE = Parted("htdocs", "動画/夏.mp4", len(CONTENT), "1700000000-abc")


def kept(site: OpenSite) -> list[Path]:
    return list((site.gate / "tmp" / PARTS).iterdir())


@pytest.fixture(autouse=True)
def _emptied(site: OpenSite) -> None:
    if (site.gate / "tmp" / PARTS).is_dir():
        for each in kept(site):
            each.unlink()


def test_a_file_goes_on_where_it_was_cut_and_appears_whole(site: OpenSite, files: Filing) -> None:
    assert files.progress(FILE, space=SPACE) == Progress(0, is_whole=False)
    assert files.add(FILE, 0, [CONTENT[:3000], CONTENT[3000:4000]], space=SPACE).offset == 4000
    assert site.names() == [] and [each.stat().st_mode & 0o777 for each in kept(site)] == [0o600]
    with site.filing() as later:
        assert later.progress(FILE, space=SPACE).offset == 4000
        assert later.add(FILE, 4000, [CONTENT[4000:]], space=SPACE).is_whole
    made = site.htdocs / "動画" / "夏.mp4"
    assert (made.read_bytes(), made.stat().st_mode & 0o777, made.stat().st_uid) == (CONTENT, 0o644, OWNER)
    assert kept(site) == []


def test_two_tabs_with_one_file_and_a_part_that_comes_twice_do_no_harm(site: OpenSite, files: Filing) -> None:
    files.add(FILE, 0, [CONTENT[:4000]], space=SPACE)
    assert files.add(FILE, 0, [CONTENT[:4000]], space=SPACE).offset == 4000
    with site.filing() as other:
        assert other.add(FILE, 4000, [CONTENT[4000:9000]], space=SPACE).offset == 9000
        assert files.add(FILE, 4000, [CONTENT[4000:]], space=SPACE).offset == 9000
        assert other.add(FILE, 9000, [CONTENT[9000:]], space=SPACE).is_whole
    assert (site.htdocs / "動画" / "夏.mp4").read_bytes() == CONTENT
    with refused("taken"):
        files.add(FILE, 9000, [CONTENT[9000:]], space=SPACE)
    assert files.add(replace(FILE, replaces=True), 9000, [CONTENT[9000:]], space=SPACE) == Progress(0, is_whole=False)
    assert (site.htdocs / "動画" / "夏.mp4").read_bytes() == CONTENT


def test_another_file_of_the_name_is_not_mixed_in(site: OpenSite, files: Filing) -> None:
    files.add(FILE, 0, [CONTENT[:4000]], space=SPACE)
    changed = replace(FILE, stamp="1700000001-def")
    assert files.progress(changed, space=SPACE).offset == 0
    assert files.progress(replace(FILE, size=10_001), space=SPACE).offset == 0
    with refused("changed_meanwhile"):
        files.add(FILE, 4000, [CONTENT], space=SPACE)
    assert files.progress(FILE, space=SPACE).offset == 4000


def test_case_036_place_name_and_room_are_asked_at_the_door_and_again(site: OpenSite, files: Filing) -> None:
    with refused("full"):
        files.progress(FILE, space=9_999)
    for name in ("../a", "a/../../b", "/a", " a", "a\\b", ".."):
        with refused("bad_name"):
            files.progress(replace(FILE, name=name), space=SPACE)
    with refused("not_found"):
        files.progress(replace(FILE, folder="htdocs/nowhere"), space=SPACE)
    with refused("top"):
        files.progress(replace(FILE, folder=""), space=SPACE)
    files.add(FILE, 0, [CONTENT[:9000]], space=SPACE)
    with refused("full"):
        files.add(FILE, 9000, [CONTENT[9000:]], space=999)
    assert files.progress(FILE, space=1000).offset == 9000
    site.put("動画/夏.mp4", b"other")
    with refused("taken"):
        files.add(FILE, 9000, [CONTENT[9000:]], space=SPACE)
    files.add(replace(FILE, replaces=True), 9000, [CONTENT[9000:]], space=SPACE)
    assert (site.htdocs / "動画" / "夏.mp4").read_bytes() == CONTENT


def test_a_link_in_the_way_is_not_followed(site: OpenSite, files: Filing) -> None:
    aim = site.put("aim.txt", b"mine")
    files.progress(FILE, space=SPACE)
    files.add(FILE, 0, [CONTENT[:10]], space=SPACE)
    (part,) = kept(site)
    part.unlink()
    part.symlink_to(aim)
    with refused("not_found"):
        files.add(FILE, 0, [CONTENT[:10]], space=SPACE)
    assert aim.read_bytes() == b"mine"


def test_a_name_that_a_mac_has_spelled_is_the_same_name(site: OpenSite, files: Filing) -> None:
    apart = unicodedata.normalize("NFD", "が.png")
    files.write("htdocs", apart, [b"new"], space=SPACE)
    assert site.names() == ["が.png"]
    site.put(unicodedata.normalize("NFD", "ガイド/ぱ.txt"), b"old")
    file = replace(FILE, name="ガイド/ぱ.txt", replaces=True)
    assert files.add(file, 0, [CONTENT], space=SPACE).is_whole
    assert site.names() == sorted(["が.png", unicodedata.normalize("NFD", "ガイド")])
    (inner,) = (site.htdocs / unicodedata.normalize("NFD", "ガイド")).iterdir()
    assert inner.read_bytes() == CONTENT


def test_what_nobody_goes_on_with_is_deleted_after_a_day(site: OpenSite, files: Filing) -> None:
    for stamp in ("old", "older", "new"):
        files.add(replace(FILE, stamp=stamp), 0, [CONTENT[:10]], space=SPACE)
    files.forget(replace(FILE, stamp="new"))
    first, second = kept(site)
    long_ago = first.stat().st_mtime - PARTS_SECONDS - 90
    os.utime(first, (long_ago, long_ago))
    forget_parts(site.gate, OWNER)
    assert kept(site) == [second]
    os.utime(second, (long_ago, long_ago))
    files.progress(FILE, space=SPACE)
    assert kept(site) == []

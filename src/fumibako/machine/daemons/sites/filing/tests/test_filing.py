"""What a customer does with files on a page (D1): by the site's user, below the site, and whole or not at all."""

import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.daemons.sites.filing.client import Filing, FilingRefused
from fumibako.machine.daemons.sites.filing.walk import make_folders, names_in
from tests.filing import OWNER, OpenSite, refused

pytestmark = pytest.mark.feature("D1")
SPACE = 1 << 20


def read(files: Filing, folder: str, name: str) -> bytes:
    return b"".join(files.read(folder, name).pieces)


def test_folders_come_first_and_the_site_itself_shows_its_rooms(site: OpenSite, files: Filing) -> None:
    site.put("a.txt", b"12345")
    site.put("z/inner.txt")
    shown = files.look("htdocs")
    assert [(each.name, each.kind) for each in shown.items] == [("z", "folder"), ("a.txt", "file")]
    assert (shown.items[1].bytes, shown.items[1].mode, shown.total) == (5, 0o644, 2)
    assert [each.name for each in files.look("").items] == ["htdocs", "private", "tmp"]


def test_what_is_written_is_the_sites_own_and_readable_for_the_web_server(site: OpenSite, files: Filing) -> None:
    content = os.urandom(700_000)
    files.write("htdocs", "new/画像.bin", [content[:300_000], content[300_000:]], space=SPACE)
    made = site.htdocs / "new" / "画像.bin"
    assert made.read_bytes() == content and read(files, "htdocs/new", "画像.bin") == content
    assert (made.stat().st_uid, made.stat().st_mode & 0o777, made.parent.stat().st_mode & 0o777) == (
        OWNER,
        0o644,
        0o755,
    )
    assert site.names("new") == ["画像.bin"]


def test_a_file_is_replaced_only_when_that_is_asked_for_and_keeps_its_mode(site: OpenSite, files: Filing) -> None:
    site.put("a.php", b"old", 0o600)
    with refused("taken"):
        files.write("htdocs", "a.php", [b"new"], space=SPACE)
    files.write("htdocs", "a.php", [b"new"], space=0, replaces=True)
    assert ((site.htdocs / "a.php").read_bytes(), (site.htdocs / "a.php").stat().st_mode & 0o777) == (b"new", 0o600)
    with refused("changed"):
        files.write("htdocs", "a.php", [b"mine"], space=SPACE, replaces=True, digest="0" * 64)
    assert (site.htdocs / "a.php").read_bytes() == b"new"


def test_beyond_the_room_nothing_is_left_and_the_conversation_goes_on(site: OpenSite, files: Filing) -> None:
    site.put("big.bin", b"x" * 1000)
    with refused("full"):
        files.write("htdocs", "more.bin", [b"x" * 600] * 2, space=1000)
    with refused("full"):
        files.copy("htdocs", ["big.bin"], "private", space=999)
    with refused("full"):
        files.pack("htdocs", ["big.bin"], "big.zip", space=20)
    assert site.names() == ["big.bin"] and not list((site.gate / "private").iterdir())


def test_renaming_moving_and_copying(site: OpenSite, files: Filing) -> None:
    site.put("a/one.txt", b"1")
    site.put("b/two.txt", b"2")
    files.rename("htdocs/a", "one.txt", "一.txt")
    files.move("htdocs/a", ["一.txt"], "htdocs/b")
    assert site.names("b") == ["two.txt", "一.txt"] and site.names("a") == []
    files.copy("htdocs", ["b"], "htdocs", new="c", space=SPACE)
    files.copy("htdocs", ["b"], "htdocs/a", space=SPACE)
    assert site.names("c") == site.names("a/b") == ["two.txt", "一.txt"]
    with refused("taken"):
        files.move("htdocs/b", ["two.txt"], "htdocs/c")
    with refused("taken"):
        files.rename("htdocs", "b", "c")
    for into in ("htdocs/b", "htdocs/b/deeper"):
        (site.htdocs / "b" / "deeper").mkdir(exist_ok=True)
        with refused("into_itself"):
            files.copy("htdocs", ["b"], into, space=SPACE)
    with refused("into_itself"):
        files.move("htdocs", ["b"], "htdocs/b/deeper")


def test_one_step_takes_a_file_to_another_folder_and_name_and_back(site: OpenSite, files: Filing) -> None:
    site.put("a/one.php", b"1")
    files.relocate("htdocs/a", "one.php", "private/quarantine", "0.found")
    assert (site.gate / "private" / "quarantine" / "0.found").read_bytes() == b"1"
    site.put("a/one.php", b"2")
    with refused("taken"):
        files.relocate("private/quarantine", "0.found", "htdocs/a", "one.php")
    files.relocate("private/quarantine", "0.found", "htdocs/a", "two.php")
    assert site.names("a") == ["one.php", "two.php"]
    for place in ("", "htdocs/nowhere/deeper"):
        with refused("top" if not place else "not_found"):
            files.relocate("htdocs/a", "two.php", place, "two.php")


def test_a_full_folder_is_deleted_and_what_is_not_there_is_said(site: OpenSite, files: Filing) -> None:
    site.put("old/a/b/c.txt")
    site.put("keep.txt")
    with refused("not_found"):
        files.delete("htdocs", ["old", "nothing"])
    files.delete("htdocs", ["old"])
    assert site.names() == ["keep.txt"]


def test_the_rooms_of_a_site_stay(site: OpenSite, files: Filing) -> None:
    for deed in (
        lambda: files.delete("", ["htdocs"]),
        lambda: files.rename("", "htdocs", "old"),
        lambda: files.make_folder("", "new"),
        lambda: files.write("", "new", [b""], space=SPACE),
        lambda: files.move("", ["private"], "htdocs"),
    ):
        with refused("top"):
            deed()
    assert sorted(each.name for each in site.gate.iterdir()) == ["htdocs", "private", "tmp"]


def test_permissions_are_set_without_special_bits(site: OpenSite, files: Filing) -> None:
    site.put("run.cgi")
    files.set_mode("htdocs", ["run.cgi"], 0o755)
    assert files.facts("htdocs", "run.cgi").mode == 0o755
    with refused("bad_mode"):
        files.set_mode("htdocs", ["run.cgi"], 0o4755)
    assert files.facts("htdocs", "run.cgi").mode == 0o755


def test_phps_own_log_is_read_as_the_site(site: OpenSite, files: Filing) -> None:
    assert files.php_log("", "", None) == ([], 0)
    log = site.gate / "private" / "php_error.log"
    log.write_text("[27-Nov-2026 09:00:00 Asia/Tokyo] PHP Warning:  old\n[28-Nov-2026 09:00:00 Asia/Tokyo] PHP Fatal\n")
    log.chmod(0o644)
    assert files.php_log("2026-11-28", "fatal", None)[0] == ["[28-Nov-2026 09:00:00 Asia/Tokyo] PHP Fatal"]
    log.unlink()
    log.symlink_to("/etc/passwd")
    with refused("not_found"):
        files.php_log("", "", None)


def test_names_are_searched_in_any_case_and_width(site: OpenSite, files: Filing) -> None:
    site.put("img/ＬＯＧＯ.png")
    site.put("deep/er/logo.svg")
    closed = site.put("closed/logo.txt").parent
    closed.chmod(0)
    found, is_cut = files.search("htdocs", "Logo")
    closed.chmod(0o755)
    assert sorted((each.folder, each.name) for each in found) == [
        ("htdocs/deep/er", "logo.svg"),
        ("htdocs/img", "ＬＯＧＯ.png"),
    ]
    assert not is_cut


@pytest.mark.parametrize(
    "path",
    ["..", "../..", "htdocs/..", "htdocs/../..", "/etc", "/", "htdocs//x", ".", "a\0b", "htdocs/" + "a/" * 2048 + "b"],
)
def test_case_027_no_path_leads_out_of_the_site(site: OpenSite, files: Filing, path: str) -> None:
    for deed in (
        lambda: files.look(path),
        lambda: files.read(path, "passwd"),
        lambda: files.write(path, "x", [b"x"], space=SPACE),
        lambda: files.move("htdocs", ["x"], path),
        lambda: files.search(path, "p"),
    ):
        with refused("bad_name"):
            deed()


@pytest.mark.parametrize("name", ["..", ".", "", "../x", "a/../../x", "/etc/passwd", "a\nb", "a\0", "..\\x", "x" * 256])
def test_case_027_no_new_name_is_a_path_or_unreadable(site: OpenSite, files: Filing, name: str) -> None:
    site.put("a.txt")
    for deed in (
        lambda: files.make_folder("htdocs", name),
        lambda: files.rename("htdocs", "a.txt", name),
        lambda: files.write("htdocs", name, [b"x"], space=SPACE),
        lambda: files.copy("htdocs", ["a.txt"], "htdocs", new=name or "/", space=SPACE),
        lambda: files.pack("htdocs", ["a.txt"], name, space=SPACE),
    ):
        with refused("bad_name"):
            deed()
    assert site.names() == ["a.txt"]


@pytest.fixture
def others(site: OpenSite) -> Iterator[Path]:
    """What the site's user could read if it were led there: outside the site, open to everybody."""
    place = Path(tempfile.mkdtemp(prefix="fb-other-", dir="/tmp"))
    place.chmod(0o755)
    (place / "secret.txt").write_text("Tsubame-no-su-5519")
    yield place
    assert (place / "secret.txt").read_text() == "Tsubame-no-su-5519"
    shutil.rmtree(place)


def test_case_028_links_are_listed_and_lead_nowhere(site: OpenSite, files: Filing, others: Path) -> None:
    (site.htdocs / "link").symlink_to(others)
    (site.htdocs / "file.txt").symlink_to(others / "secret.txt")
    (site.htdocs / "real").mkdir()
    os.chown(site.htdocs / "real", OWNER, OWNER)
    assert {each.kind for each in files.look("htdocs").items if each.name != "real"} == {"link"}
    for deed in (
        lambda: files.look("htdocs/link"),
        lambda: files.read("htdocs", "file.txt"),
        lambda: files.read("htdocs/link", "secret.txt"),
        lambda: files.write("htdocs/link", "new.txt", [b"x"], space=SPACE),
        lambda: files.write("htdocs", "link/new.txt", [b"x"], space=SPACE),
        lambda: files.move("htdocs", ["real"], "htdocs/link"),
        lambda: files.set_mode("htdocs", ["file.txt"], 0o777),
        lambda: files.delete("htdocs/link", ["secret.txt"]),
    ):
        with refused("not_found"):
            deed()
    with refused("not_a_file"):
        files.write("htdocs", "file.txt", [b"x"], space=SPACE, replaces=True)
    assert files.copy("htdocs", ["link", "file.txt"], "htdocs/real", space=SPACE) == 2
    assert files.pack("htdocs", ["link", "file.txt", "real"], "all.zip", space=SPACE) == 2
    assert b"Tsubame" not in (site.htdocs / "all.zip").read_bytes()
    assert files.search("htdocs", "secret")[0] == []
    files.delete("htdocs", ["link", "file.txt"])
    assert site.names() == ["all.zip", "real"] and list(others.iterdir()) == [others / "secret.txt"]


# renameat2(2), RENAME_EXCHANGE: at no moment is neither of them there.
_SWAPPING = """
import ctypes, sys
swap = ctypes.CDLL(None).renameat2
print("begins", flush=True)
while True:
    swap(-100, b"htdocs/door", -100, b"htdocs/link", 2)
"""


def test_case_030_a_folder_that_is_swapped_with_a_link_leads_no_deed_outside(
    site: OpenSite, files: Filing, others: Path
) -> None:
    """What is outside is open to everybody: only that no link is followed keeps it as it is."""
    others.chmod(0o777)
    (others / "secret.txt").chmod(0o666)
    (site.htdocs / "link").symlink_to(others)
    site.put("door/secret.txt", b"ours")
    site.put("deep/door.txt")
    before = (others / "secret.txt").stat()
    deeds = (
        lambda: files.write("htdocs/door", "new.txt", [b"x"], space=SPACE, replaces=True),
        lambda: files.write("htdocs/door", "secret.txt", [b"x"], space=SPACE, replaces=True),
        lambda: files.set_mode("htdocs/door", ["secret.txt"], 0o600),
        lambda: files.copy("htdocs", ["deep"], "htdocs/door", space=SPACE),
        lambda: files.delete("htdocs/door", ["secret.txt", "deep"]),
        lambda: files.read("htdocs/door", "secret.txt").pieces,
        lambda: files.pack("htdocs", ["door"], "all.zip", space=SPACE),
        lambda: files.delete("htdocs", ["all.zip"]),
    )
    command = ("/usr/bin/python3", "-c", _SWAPPING)
    swapping = subprocess.Popen(
        command, user=OWNER, group=OWNER, extra_groups=(), cwd=site.gate, stdout=subprocess.PIPE
    )
    outcomes: Counter[str] = Counter()
    try:
        assert swapping.stdout and swapping.stdout.readline()
        for deed in deeds * 100:
            try:
                found = deed()
                assert not isinstance(found, Iterator) or b"Tsubame" not in b"".join(found)
                outcomes["done"] += 1
            except FilingRefused as refused:
                outcomes[str(refused)] += 1
    finally:
        swapping.kill()
        swapping.communicate()
    after = (others / "secret.txt").stat()
    assert list(others.iterdir()) == [others / "secret.txt"]
    assert (after.st_ino, after.st_mode, after.st_uid, after.st_mtime) == (
        *(before.st_ino, before.st_mode, before.st_uid, before.st_mtime),
    )
    assert outcomes["done"] and len(outcomes) > 1, outcomes


def test_case_029_pipes_and_foreign_names_neither_hang_nor_stop_anything(site: OpenSite, files: Filing) -> None:
    os.mkfifo(site.put("odd/x").parent / "pipe")
    foreign = "見積書.txt".encode("cp932")
    site.put("odd/y").rename(site.htdocs / "odd" / os.fsdecode(foreign))
    for each in (site.htdocs / "odd").iterdir():
        os.chown(each, OWNER, OWNER)
    with refused("not_a_file"):
        files.read("htdocs/odd", "pipe")
    name = next(each.name for each in files.look("htdocs/odd").items if each.kind == "file" and each.name != "x")
    assert read(files, "htdocs/odd", name) == b"x"
    assert files.pack("htdocs", ["odd"], "odd.zip", space=SPACE) == 1
    files.rename("htdocs/odd", name, "見積書.txt")
    assert site.names("odd") == ["pipe", "x", "見積書.txt"]
    files.delete("htdocs", ["odd"])


@pytest.mark.parametrize("odd", ["改行\n.php", "own\uef83.php", os.fsdecode("シェル.php".encode("cp932"))])
def test_case_029_odd_names_in_folders_beyond_the_kernels_paths_are_reached(
    site: OpenSite, files: Filing, odd: str
) -> None:
    folders = ["深" * 80] * 60
    handle = make_folders(os.open(site.htdocs, os.O_RDONLY), tuple(folders))
    os.close(os.open(odd, os.O_CREAT | os.O_WRONLY, dir_fd=handle))
    subprocess.run(("chown", "-R", f"{OWNER}:{OWNER}", str(site.htdocs)), check=True)
    path = "/".join(("htdocs", *folders))
    (found,) = files.look(path).items
    files.relocate(path, found.name, "private/quarantine", "0.found")
    assert names_in(handle) == []
    files.relocate("private/quarantine", "0.found", path, found.name)
    assert names_in(handle) == [odd]


def test_case_029_a_path_deeper_than_any_site_is_refused_in_words_and_can_be_deleted(
    site: OpenSite, files: Filing
) -> None:
    handle = os.open(site.htdocs, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=handle)
        os.chown("d", OWNER, OWNER, dir_fd=handle)
        inner = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(handle)
    with refused("too_deep"):
        files.copy("htdocs", ["d"], "private", space=SPACE)
    assert files.search("htdocs", "d")[1] is False
    files.delete("htdocs", ["d"])
    assert site.names() == []

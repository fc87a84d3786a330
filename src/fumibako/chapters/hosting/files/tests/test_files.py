"""The file manager's pages (D1), with the program that works on the files: what is asked for happens to the own
site."""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown
from tests import filing
from tests.contracts import people
from tests.filing import OpenSite

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D1")]
AT = "/admin/web/files/"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSite]:
    place = Path(tempfile.mkdtemp(prefix="fb-files-", dir="/tmp"))
    place.chmod(0o755)
    made = filing.make(place)

    def of(self: Sites, domain: str) -> object:
        assert domain == "ours.example"
        return made.filing()

    monkeypatch.setattr(Sites, "filing", of)
    monkeypatch.setattr(Sites, "used_bytes", lambda self, domain: 0)
    yield made
    shutil.rmtree(place)


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


def words(answer: object) -> str:
    return str(getattr(answer, "content", b"").decode())


def test_a_folder_is_listed_with_ways_on(client: Client, site: OpenSite) -> None:
    site.put("img/a.png")
    site.put("<b>.html")
    page = words(client.get(f"{AT}?folder=htdocs"))
    assert "?folder=htdocs%2Fimg" in page and "&lt;b&gt;.html" in page and "<b>.html" not in page
    assert "a.png" in words(client.get(f"{AT}?folder=htdocs/img"))
    assert "a.png" in words(client.get(f"{AT}?folder=htdocs&search=A.PNG"))


def test_several_files_are_uploaded_with_their_folders_and_none_is_replaced_unasked(
    client: Client, site: OpenSite
) -> None:
    site.put("index.html", b"old")
    given = [SimpleUploadedFile("index.html", b"new"), SimpleUploadedFile("a.txt", b"a")]
    sent = {"files": given, "paths": ["index.html", "dir/sub/a.txt"]}
    page = client.post(f"{AT}upload/?folder=htdocs", sent)
    assert page.status_code == 422 and "「index.html」はすでにあります" in words(page)
    assert site.names("dir/sub") == ["a.txt"] and (site.htdocs / "index.html").read_bytes() == b"old"
    again = {"files": [SimpleUploadedFile("index.html", b"new")], "replaces": "on"}
    assert client.post(f"{AT}upload/?folder=htdocs", again).status_code == 302
    assert (site.htdocs / "index.html").read_bytes() == b"new"
    assert [row.details["names"] for row in Entry.objects.filter(action="file.upload").order_by("pk")] == [
        ["dir/sub/a.txt"],
        ["index.html"],
    ]


def test_a_large_file_comes_in_parts_and_goes_on_after_a_reload(client: Client, site: OpenSite) -> None:
    content, at = b"0123456789" * 100, f"{AT}part/?folder=htdocs"
    file = {"name": "動画/夏.mp4", "size": 1000, "stamp": "1-abc"}

    def post(offset: int, octets: bytes, **more: str) -> tuple[int, dict[str, object]]:
        answer = client.post(at, {**file, "offset": offset, "part": SimpleUploadedFile("blob", octets), **more})
        return answer.status_code, answer.json()

    assert client.post(at, file).json() == {"offset": 0, "is_whole": False}
    assert post(0, content[:400]) == (200, {"offset": 400, "is_whole": False})
    assert site.names() == [] and client.post(at, file).json()["offset"] == 400
    assert post(0, content[:600])[1]["offset"] == 400
    assert post(400, content[400:]) == (200, {"offset": 1000, "is_whole": True})
    assert (site.htdocs / "動画" / "夏.mp4").read_bytes() == content
    refused = client.post(at, file)
    assert refused.status_code == 422 and refused.json()["code"] == "file_name_taken"
    assert post(0, content[:400], replaces="on")[1]["offset"] == 400
    assert client.post(at, {**file, "replaces": "on", "forget": "on"}).json() == {}
    assert client.post(at, {**file, "replaces": "on"}).json()["offset"] == 0
    assert client.post(at, {**file, "size": "-1"}).status_code == 400
    assert [row.details["names"] for row in Entry.objects.filter(action="file.upload")] == [["動画/夏.mp4"]]


def test_beyond_the_web_disk_an_upload_is_refused_in_words(
    client: Client, site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sites, "used_bytes", lambda self, domain: 10 << 30)
    page = client.post(f"{AT}upload/?folder=htdocs", {"files": [SimpleUploadedFile("a.txt", b"a")]})
    assert page.status_code == 422 and "ウェブ容量の空きが足りません" in words(page)
    part = client.post(f"{AT}part/?folder=htdocs", {"name": "a.bin", "size": 1 << 40, "stamp": "a"})
    assert part.status_code == 422 and "ウェブ容量の空きが足りません" in part.json()["message"]
    assert site.names() == []


def test_case_034_a_download_is_an_attachment_whatever_it_is(client: Client, site: OpenSite) -> None:
    site.put("x.html", b"<script>alert(1)</script>")
    answer = client.get(f"{AT}download/?folder=htdocs&name=x.html")
    assert b"".join(answer) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="x.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_several_are_downloaded_as_one_archive(client: Client, site: OpenSite) -> None:
    site.put("a.txt", b"a")
    site.put("b/c.txt", b"c")
    answer = client.get(f"{AT}download/?folder=htdocs&name=a.txt&name=b")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert archive.namelist() == ["a.txt", "b/", "b/c.txt"]
    assert 'filename="htdocs.zip"' in answer.headers["Content-Disposition"]


def test_a_text_is_edited_in_its_character_set(client: Client, site: OpenSite) -> None:
    file = site.put("sjis.html", "<p>表示</p>\r\n".encode("cp932"))
    at = f"{AT}edit/?folder=htdocs&name=sjis.html"
    form = client.get(at).context["form"].initial
    assert form["charset"] == "cp932"
    typed = {**form, "text": "<p>表示能力</p>\r\n"}
    assert client.post(at, typed).status_code == 302
    assert file.read_bytes() == "<p>表示能力</p>\r\n".encode("cp932")
    late = client.post(at, {**typed, "text": "mine"})
    assert late.status_code == 422 and "ほかの操作によって" in words(late) and "mine" in words(late)
    lost = client.post(at, {**client.get(at).context["form"].initial, "text": "😀"})
    assert lost.status_code == 422 and "「😀」はShift_JISでは保存できません" in words(lost)
    assert file.read_bytes() == "<p>表示能力</p>\r\n".encode("cp932")


def test_every_other_deed_has_its_page(client: Client, site: OpenSite) -> None:
    def post(page: str, query: str = "", **filled: str) -> None:
        answer = client.post(f"{AT}{page}/?folder=htdocs{query}", {"sure": "on", **filled})
        assert answer.status_code == 302, words(answer)

    post("new-folder", name="商品")
    post("new-file", name="a.txt")
    post("rename", "&name=a.txt", name="b.txt")
    post("copy", "&name=b.txt", into="htdocs/商品")
    post("permissions", "&name=b.txt", mode="600")
    post("pack", "&name=b.txt&name=商品", name="all.zip")
    post("unpack", "&name=all.zip", name="again")
    post("move", "&name=again", into="private")
    post("delete", "&name=b.txt&name=all.zip")
    assert site.names() == ["商品"] and site.names("商品") == ["b.txt"]
    assert (site.gate / "private" / "again" / "商品" / "b.txt").is_file()
    actions = ["make_folder", "make", "rename", "copy", "set_mode", "pack", "unpack", "move", "delete"]
    recorded = Entry.objects.filter(action__startswith="file.").order_by("pk").values_list("action", flat=True)
    assert list(recorded) == [f"file.{action}" for action in actions]


def test_deleting_asks_first_and_says_what_goes(client: Client, site: OpenSite) -> None:
    site.put("a.txt")
    page = words(client.get(f"{AT}delete/?folder=htdocs&name=a.txt"))
    assert "a.txt" in page and "元に戻すことはできません" in page and site.names() == ["a.txt"]


OUT = ("..", "../../etc", "..%2f..%2fetc", "..\\..\\etc", "/etc", "htdocs/../..", "x" * 4097)


def test_case_027_no_path_of_a_page_leads_out_of_the_site(client: Client, site: OpenSite) -> None:
    """Each page with one of them, and each of them with a page that looks and one that changes."""
    looks, deeds = ("", "file/", "download/", "edit/"), ("delete", "rename", "permissions", "unpack")
    for page, folder in (*((page, OUT[0]) for page in looks[1:]), *(("", folder) for folder in OUT)):
        assert client.get(f"{AT}{page}?name=passwd&folder={folder}").status_code == 404, (page, folder)
    filled = {"name": "x", "mode": "777", "sure": "on"}
    for page, folder in (*((page, OUT[0]) for page in deeds[1:]), *((deeds[0], folder) for folder in OUT)):
        answer = client.post(f"{AT}{page}/?folder={folder}&name=passwd", filled)
        assert answer.status_code == 422, (page, folder)
    given = {"files": [SimpleUploadedFile("a", b"a")]}
    assert client.post(f"{AT}upload/?folder={OUT[0]}", given).status_code == 422


def test_case_036_an_uploaded_name_with_a_way_out_is_refused(client: Client, site: OpenSite) -> None:
    for path in ("../a.txt", "/a.txt", "a/../../b", "\0"):
        sent = {"files": [SimpleUploadedFile("a.txt", b"a")], "paths": [path]}
        assert client.post(f"{AT}upload/?folder=htdocs", sent).status_code == 422
        part = {"name": path, "size": 1, "stamp": "a", "offset": 0, "part": SimpleUploadedFile("blob", b"a")}
        assert client.post(f"{AT}part/?folder=htdocs", part).status_code in (400, 422)
    assert site.names() == [] and sorted(each.name for each in site.gate.iterdir()) == ["htdocs", "private", "tmp"]


def test_without_the_agent_the_pages_say_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Sites, domain: str) -> object:
        raise AgentDown

    monkeypatch.setattr(Sites, "filing", away)
    assert "現在ファイルを操作できません" in words(client.get(f"{AT}?folder=htdocs"))
    page = client.post(f"{AT}new-folder/?folder=htdocs", {"name": "新しい"})
    assert page.status_code == 422 and "現在ファイルを操作できません" in words(page) and "新しい" in words(page)

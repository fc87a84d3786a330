"""How much a site may hold when files come by FTP (D5): the table that ProFTPD reads."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fumibako.machine.conf import load
from fumibako.machine.daemons.tables.proftpd import ProftpdTables, limits_file
from fumibako.machine.formats.quotatab import MAX_NAME_BYTES, limit_table, limits_of
from fumibako.machine.state import Aspect, FtpAccess, Scope, Site, State

pytestmark = pytest.mark.feature("D5")
LONG = f"{'a' * 63}.{'b' * 40}.example"


def test_the_table_is_read_by_proftpds_own_program(tmp_path: Path) -> None:
    table = tmp_path / "limits.tab"
    table.write_bytes(limit_table({"sample.example": 10 << 30, "other.example": 1}))
    command = ("ftpquota", "--show-records", "--type=limit", f"--table-path={table}", "--units=byte")
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = " ".join(shown.split())
    assert "Name: sample.example Quota Type: User Per Session: False Limit Type: Hard" in words
    assert "Uploaded bytes: 10737418240.00" in words and "Downloaded bytes: unlimited" in words
    assert limits_of(table.read_bytes()) == {"sample.example": 10 << 30, "other.example": 1}


def test_a_name_that_the_table_cannot_say_is_left_out_and_no_difference(tmp_path: Path) -> None:
    config = replace(load(state=Path("/tmp/fb-none")), state=tmp_path)
    config.home("proftpd").mkdir()
    tables, wanted = ProftpdTables(), {}
    for number, (domain, most) in enumerate(((LONG, 5), ("a.example", 7), ("b.example", 0))):
        scope = Scope(Aspect.SITE, domain)
        site = Site(domain=domain, number=number, token="0" * 32, is_suspended=False)
        access = FtpAccess(password_hash="$6$s$h", most_bytes=most)
        wanted[scope] = tables.rows(State(scope=scope, wishes=(site, access)))
    assert len(LONG) > MAX_NAME_BYTES
    tables.write(config, wanted)
    assert limits_of(limits_file(config).read_bytes()) == {"a.example": 7}
    assert tables.differing(config, wanted) == set()
    gone = dict.fromkeys(wanted, ())
    assert tables.differing(config, gone) == set(wanted)
    tables.write(config, gone)
    assert limits_of(limits_file(config).read_bytes()) == {}

"""How much a site may hold when files come by FTP (D5): the table that ProFTPD reads."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fumibako.machine.conf import load
from fumibako.machine.daemons.tables.proftpd import ProftpdTables, limits_file
from fumibako.machine.formats.quotatab import limit_table, limits_of
from fumibako.machine.state import Aspect, FtpAccess, Scope, Site, State

pytestmark = pytest.mark.feature("D5")
LONG = f"{'a' * 63}.{'b' * 40}.example"


def test_the_table_is_read_by_proftpds_own_program(tmp_path: Path) -> None:
    table = tmp_path / "limits.tab"
    table.write_bytes(limit_table({231_001: 10 << 30, 231_002: 1}))
    command = ("ftpquota", "--show-records", "--type=limit", f"--table-path={table}", "--units=byte")
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = " ".join(shown.split())
    assert "Name: 231001 Quota Type: Group Per Session: False Limit Type: Hard" in words
    assert "Uploaded bytes: 10737418240.00" in words and "Downloaded bytes: unlimited" in words
    assert limits_of(table.read_bytes()) == {231_001: 10 << 30, 231_002: 1}


def test_a_long_name_has_a_limit_as_every_other(tmp_path: Path) -> None:
    config = replace(load(state=Path("/tmp/fb-none")), state=tmp_path)
    config.home("proftpd").mkdir()
    tables, wanted = ProftpdTables(), {}
    for number, (domain, most) in enumerate(((LONG, 5), ("a.example", 7), ("b.example", 0))):
        scope = Scope(Aspect.SITE, domain)
        site = Site(domain=domain, number=number, token="0" * 32, is_suspended=False)
        access = FtpAccess(password_hash="$6$s$h", most_bytes=most)
        wanted[scope] = tables.rows(State(scope=scope, wishes=(site, access)))
    tables.write(config, wanted)
    assert limits_of(limits_file(config).read_bytes()) == {config.site_uid(0): 5, config.site_uid(1): 7}
    assert tables.differing(config, wanted) == set()
    other = {scope: rows[:1] for scope, rows in wanted.items()}
    assert tables.differing(config, other) == {Scope(Aspect.SITE, LONG), Scope(Aspect.SITE, "a.example")}
    gone = dict.fromkeys(wanted, ())
    assert tables.differing(config, gone) == set(wanted)
    tables.write(config, gone)
    assert limits_of(limits_file(config).read_bytes()) == {}

"""Users of other servers in dumps (D3)."""

import io
from pathlib import Path

import pytest

from fumibako.machine.daemons.mariadb import definers
from fumibako.machine.daemons.mariadb.definers import without_definers

pytestmark = pytest.mark.feature("D3")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` BEFORE INSERT",
            "/*!50003 CREATE*/ /*!50017 */ /*!50003 TRIGGER `t` BEFORE INSERT",
        ),
        ("/*!50013 DEFINER=`a b`@`%` SQL SECURITY DEFINER */", "/*!50013 SQL SECURITY DEFINER */"),
        ("CREATE DEFINER=`root`@`localhost` PROCEDURE `p`()", "CREATE PROCEDURE `p`()"),
        ("CREATE DEFINER = root@localhost FUNCTION `f`()", "CREATE FUNCTION `f`()"),
        (
            "CREATE ALGORITHM=UNDEFINED DEFINER=`u`@`10.0.0.%` SQL SECURITY DEFINER VIEW `v` AS SELECT 1",
            "CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS SELECT 1",
        ),
        (
            "/*!50106 CREATE*/ /*!50117 DEFINER=`root`@`localhost`*/ /*!50106 EVENT `e`",
            "/*!50106 CREATE*/ /*!50117 */ /*!50106 EVENT `e`",
        ),
    ],
)
def test_they_go_where_a_statement_begins(written: str, wanted: str, tmp_path: Path) -> None:
    around = "INSERT INTO `t` VALUES (1,'x');\n{}\nSELECT 1;\n"
    source = io.BytesIO(around.format(written).encode())
    with without_definers(source, tmp_path) as found:
        assert found.read().decode() == around.format(wanted)


@pytest.mark.parametrize(
    "line",
    [
        "INSERT INTO `t` VALUES ('CREATE DEFINER=`root`@`localhost` PROCEDURE');",
        "-- CREATE DEFINER=`root`@`localhost` PROCEDURE `p`()",
        "CREATE TABLE `definer` (`a` int);",
    ],
)
def test_what_is_in_tables_stays_and_the_file_is_not_copied(line: str, tmp_path: Path) -> None:
    source = io.BytesIO(line.encode())
    with without_definers(source, tmp_path) as found:
        assert found is source and found.read() == line.encode()


def test_a_piece_of_a_long_line_is_no_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definers, "PIECE", 8)
    text = b"INSERT ('CREATE DEFINER=`a`@`b` PROCEDURE');\n"
    source = io.BytesIO(text)
    with without_definers(source, tmp_path) as found:
        assert found is source

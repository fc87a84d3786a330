"""Passwords: their hashes, which Dovecot reads as well, and those that are made up."""

import subprocess

import pytest

from fumibako.machine.formats.passwords import generate, hash_password, is_right

pytestmark = pytest.mark.feature("A2")


def test_the_right_password_is_right_and_no_other() -> None:
    hashed = hash_password("Kaban-to-kasa-77")
    assert is_right("Kaban-to-kasa-77", hashed)
    assert not is_right("kaban-to-kasa-77", hashed)
    assert not is_right("Kaban-to-kasa-77 ", hashed)
    assert not is_right("", "not a hash")


def test_case_070_long_passwords_differ_in_their_last_character() -> None:
    hashed = hash_password("a" * 127 + "b")
    assert is_right("a" * 127 + "b", hashed)
    assert not is_right("a" * 127 + "c", hashed)


def test_dovecot_reads_the_same_hash(tmp_path) -> None:
    conf = tmp_path / "dovecot.conf"
    conf.write_text("ssl = no\n")
    for given, code in (("Kaban-to-kasa-77", 0), ("wrong-password", 1)):
        hashed = hash_password("Kaban-to-kasa-77")
        command = ("doveadm", "-c", str(conf), "pw", "-t", hashed, "-p", given)
        assert (subprocess.run(command, capture_output=True).returncode != 0) == bool(code)


def test_generated_passwords_differ_and_are_half_width() -> None:
    some = {generate() for _ in range(100)}
    assert len(some) == 100
    assert all(text.isascii() and len(text) == 19 for text in some)
    assert generate(2**255 + 1) == generate(2**255 + 1) != generate(2**255 + 2)

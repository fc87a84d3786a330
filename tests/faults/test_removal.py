"""The mail of an account that is gone: what stands in the way makes it wait, and leads root nowhere."""

import os
from pathlib import Path

import pytest

from tests.faults.configuration import look_now
from tests.journeys.clients import until
from tests.journeys.office import Office, Refused

pytestmark = [pytest.mark.box, pytest.mark.feature("B1")]


def test_case_050_a_link_in_the_mail_store_leads_root_nowhere(office: Office, new_domain: str, tmp_path: Path) -> None:
    config = office.config
    office.add_customer("Links", new_domain)
    person = office.add_account(f"hanako@{new_domain}")
    elsewhere = tmp_path / "hanako"
    elsewhere.mkdir(mode=0o700)
    directory = config.mail_store / new_domain
    aside = directory.with_name("aside")
    directory.rename(aside)
    directory.symlink_to(tmp_path)  # as the mail store's user could
    os.chown(directory, config.uids.mail, config.uids.mail, follow_symlinks=False)
    tmp_path.chmod(0o755)
    office.delete_account(person)
    assert elsewhere.is_dir()
    with pytest.raises(Refused):  # its mail is still there
        office.add_account(person.address)
    directory.unlink()
    aside.rename(directory)
    look_now(config)
    until(lambda: not (directory / "hanako").exists(), 60)
    office.settled(person.address)
    assert elsewhere.is_dir()

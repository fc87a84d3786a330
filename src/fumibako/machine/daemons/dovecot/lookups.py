"""Where Dovecot looks up who may log in and where a mailbox's use is kept: the files beside its configuration."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.counting import table
from fumibako.machine.daemons.dovecot.tokens import ISSUER, public_keys

# What quota_clone tells of a mailbox, and the columns it goes to.
_TOLD = {"storage": "bytes", "messages": "messages"}
# Whoever may log in.
_OPEN = "served WHERE address = '%Lu' AND is_open = 1 AND '%Ld' NOT IN (SELECT domain FROM closed)"


def _quota_of(address: str) -> str:
    return f"coalesce((SELECT mailbox FROM quota_of WHERE address = {address}), {address})"  # noqa: S608 Dovecot quotes


def accounts(config: Config) -> str:
    """Before a mail is taken, Postfix asks about addresses without a mailbox, too (quota-status): the one that an alias
    means, which may keep nothing itself."""
    columns = "'*:bytes=' || quota_bytes"
    asked = "'%Lu'"
    meant = f"CASE '%Ls' WHEN 'quota-status' THEN {_quota_of(_quota_of(asked))} ELSE {asked} END"
    return "".join(
        (
            "driver = sqlite\n",
            f"connect = {config.edge / 'accounts.sqlite3'}\n",
            f"password_query = SELECT address AS user, password, {columns} AS userdb_quota_rule",
            f" FROM {_OPEN}",
            " AND address NOT IN (SELECT address FROM app_only)\n",
            f"user_query = SELECT address AS user, {columns} AS quota_rule",
            f" FROM served WHERE address = {meant}\n",
            "iterate_query = SELECT address AS user FROM served\n",
        )
    )


def app_passwords(config: Config) -> str:
    """Passwords for one program each, long and by chance: the digest itself is looked for, and which of them it was is
    reported to guardd."""
    return "".join(
        (
            "driver = sqlite\n",
            f"connect = {config.edge / 'accounts.sqlite3'}\n",
            "password_query = SELECT address AS user, NULL AS password, 'Y' AS nopassword, number AS app_password",
            f" FROM app_password NATURAL JOIN {_OPEN} AND digest = '%{{sha256:password}}'",
            " AND instr(protocols, ' %Ls ')\n",
        )
    )


def usage(config: Config) -> str:
    """Where quota_clone's two values go."""
    columns = "  table = quota\n  username_field = username\n  value_field"
    maps = (f"map {{\n  pattern = priv/quota/{told}\n{columns} = {name}\n}}\n" for told, name in _TOLD.items())
    return f"connect = {table(config)}\n" + "".join(maps)


def token_users(config: Config) -> str:
    """Whose tokens are looked at at all: accounts that are open, from this machine itself."""
    return "".join(
        (
            "driver = sqlite\n",
            f"connect = {config.edge / 'accounts.sqlite3'}\n",
            f"password_query = SELECT address AS user, NULL AS password, 'Y' AS nopassword,"
            f" '{config.own_address}' AS allow_nets",
            f" FROM {_OPEN}\n",
        )
    )


def tokens(config: Config) -> str:
    """Tokens that the portal signs for its webmail. Dovecot refuses one whose user is not the one who logs in."""
    return "".join(
        (
            "introspection_mode = local\n",
            f"local_validation_key_dict = fs:posix:prefix={public_keys(config)}/\n",
            "username_attribute = sub\n",
            f"issuers = {ISSUER}\n",
        )
    )

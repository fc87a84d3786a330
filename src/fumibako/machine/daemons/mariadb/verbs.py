"""What root does with databases when asked: sizes, dumping and loading by way of the jobs' files."""

import os

from fumibako.machine.daemons.job_files import opened_file, path_of
from fumibako.machine.daemons.mariadb import copying, lending, server
from fumibako.machine.formats.addresses import parse_domain
from fumibako.machine.formats.mariadb import text
from fumibako.machine.provision.verb import Answer, Context, Request, Verb

SIZES_SECONDS = 10.0
LENT_SECONDS = 2 * 3600


def database_bytes(context: Context, request: Request) -> Answer:
    """What the tables of a domain's databases take, by database."""
    domain = parse_domain(request["domain"])
    if not server.is_made(context.config):
        return {"bytes": {}}
    sql = (
        "SELECT n.name, COALESCE(SUM(t.DATA_LENGTH + t.INDEX_LENGTH), 0) FROM fumibako.noted n "  # noqa: S608 by text
        "LEFT JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = n.name "
        f"WHERE n.owner = {text(domain)} GROUP BY n.name;"
    )
    return {"bytes": {name: int(size) for name, size in server.ask(context.config, sql, SIZES_SECONDS)}}


def dump_database(context: Context, request: Request) -> Answer:
    """Into a new file of the jobs."""
    path = path_of(context.config, request["file"])
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            copying.dump(context.config, str(request["database"]), target)
            os.fchown(target.fileno(), context.config.uids.background, context.config.uids.control)
            os.fchmod(target.fileno(), 0o640)
            os.fsync(target.fileno())
            return {"bytes": os.fstat(target.fileno()).st_size}
    except BaseException:
        os.unlink(path)  # noqa: PTH108 a text
        raise


def load_database(context: Context, request: Request) -> Answer:
    """From a file of the jobs. refused_statement: why it went no further; "" where all of it is loaded."""
    with opened_file(context.config, request["file"]) as source:
        try:
            copying.load(context.config, str(request["database"]), source, empties=request["empties"] is True)
        except copying.Unloadable as error:
            return {"refused_statement": str(error)}
    return {"refused_statement": ""}


def lend_database(context: Context, request: Request) -> Answer:
    """A password of its user's, beside the customer's own, for some hours. hash: of that password."""
    lending.lend(context.config, str(request["database"]), str(request["hash"]), LENT_SECONDS)
    return {}


def take_back_databases(context: Context, request: Request) -> Answer:
    """The passwords whose time is over."""
    return {"users": lending.take_back_old(context.config)}


VERBS = (
    Verb(database_bytes, ("background", "web")),
    Verb(dump_database, ("background",)),
    Verb(load_database, ("background",)),
    Verb(lend_database, ("web",)),
    Verb(take_back_databases, ("background",)),
)

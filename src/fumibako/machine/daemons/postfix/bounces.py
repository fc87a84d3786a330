"""bounce.cf: what Postfix writes to senders itself, in Japanese and English (bounce(5)).

A text's first line is its subject. SMTP replies stay English: they are ASCII (RFC 5321 section 4.2).
"""

from email.header import Header
from pathlib import Path

from fumibako.machine.conf import Config

_TEXTS = Path(__file__).parent / "bounces"
_LANGUAGES = ("ja", "en")
_BETWEEN_LANGUAGES = "\n" + "-" * 60 + "\n\n"


def bounce_cf(config: Config) -> bytes:
    return "\n".join(_template(config, name) for name in ("failure", "delay")).encode()


def _template(config: Config, name: str) -> str:
    texts = [(_TEXTS / f"{name}.{language}.txt").read_text("utf-8").partition("\n") for language in _LANGUAGES]
    subject = Header(" / ".join(subject for subject, _, _ in texts), "utf-8").encode(linesep="")
    body = _BETWEEN_LANGUAGES.join(body for _, _, body in texts).format(
        hostname=config.hostname, hours="$delay_warning_time_hours", days="$maximal_queue_lifetime_days"
    )
    return (
        f"{name}_template = <<EOF\n"
        "Charset: utf-8\n"
        f"From: Mail Delivery System <MAILER-DAEMON@{config.hostname}>\n"
        f"Subject: {subject}\n"
        "\n"
        f"{body}\n"
        "EOF\n"
    )

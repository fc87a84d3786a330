"""The next hops: Dovecot by LMTP, Postfix's re-injection by SMTP. Their replies become ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """An SMTP reply; text begins with the enhanced status code (RFC 3463)."""

    code: int
    text: str

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.code < 300

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


def later(text: str) -> Reply:
    """The reply that keeps a message in Postfix's queue."""
    return Reply(451, f"4.3.0 {text}")

"""How PHP is set for a site (D2): what is offered, and nothing else."""

from dataclasses import dataclass

MEMORY_MB = (64, 128, 256, 512)
UPLOAD_MB = (2, 8, 16, 32, 64)
MAX_SECONDS = (10, 30, 50)
"""Below what ends a request in any case (`request_terminate_timeout`)."""
MAX_FIELDS = (1000, 3000, 5000, 10_000)
TIMEZONES = (
    *("Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Europe/London", "Europe/Paris"),
    *("America/New_York", "America/Los_Angeles", "UTC"),
)


@dataclass(frozen=True, kw_only=True)
class PhpSettings:
    """shows_errors: in the page, for everybody to read. max_seconds: of a program. max_fields: of a form. Raises
    ValueError for what is not offered."""

    memory_mb: int = 128
    upload_mb: int = 64
    shows_errors: bool = False
    timezone: str = "Asia/Tokyo"
    max_seconds: int = 30
    max_fields: int = 1000

    def __post_init__(self) -> None:
        is_offered = self.memory_mb in MEMORY_MB and self.upload_mb in UPLOAD_MB and self.timezone in TIMEZONES
        is_bounded = self.max_seconds in MAX_SECONDS and self.max_fields in MAX_FIELDS
        if not is_offered or not is_bounded or not isinstance(self.shows_errors, bool):
            raise ValueError("not offered")

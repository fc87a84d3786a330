"""How PHP is set for a site (D2): what is offered, and nothing else."""

from dataclasses import dataclass

MEMORY_MB = (64, 128, 256, 512)
UPLOAD_MB = (2, 8, 16, 32, 64)
TIMEZONES = (
    *("Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Europe/London", "Europe/Paris"),
    *("America/New_York", "America/Los_Angeles", "UTC"),
)


@dataclass(frozen=True, kw_only=True)
class PhpSettings:
    """shows_errors: in the page, for everybody to read. Raises ValueError for what is not offered."""

    memory_mb: int = 128
    upload_mb: int = 64
    shows_errors: bool = False
    timezone: str = "Asia/Tokyo"

    def __post_init__(self) -> None:
        is_offered = self.memory_mb in MEMORY_MB and self.upload_mb in UPLOAD_MB and self.timezone in TIMEZONES
        if not is_offered or not isinstance(self.shows_errors, bool):
            raise ValueError("not offered")

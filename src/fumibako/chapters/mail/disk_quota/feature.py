"""B8: what it has to say stands on the home pages."""

from fumibako.chapters.mail.disk_quota import alerts
from fumibako.groundwork.features import Face, Feature

FEATURE = Feature(
    id="B8",
    alerts={
        Face.ADMIN: alerts.for_administrator,
        Face.USER: alerts.for_user,
        Face.MYPAGE: alerts.for_owner,
        Face.CONSOLE: alerts.for_operator,
    },
)

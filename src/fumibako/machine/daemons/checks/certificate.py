"""The certificate that people's programs see: its end, its name, and whether it is the one in the directory."""

from datetime import UTC, datetime, timedelta

from fumibako.machine.conf import Config
from fumibako.machine.daemons.probing import shown_certificate
from fumibako.machine.provision.service import Condition, Health
from fumibako.machine.system import tls
from fumibako.machine.system.run import CommandFailed

WARNING_DAYS = 21


class CertificateInUse:
    name = "certificate"

    def health(self, config: Config) -> Health:
        path = config.tls / tls.CERTIFICATE
        try:
            in_directory = tls.first_certificate(path)
            shown = shown_certificate(config, config.ports.https) or in_directory
            certificate = tls.read_certificate(shown, config.hostname)
        except (OSError, ValueError, CommandFailed) as error:
            return Health(Condition.WARNING, f"{path} cannot be read: {error}", code="unreadable")
        if shown != in_directory:
            words = f"another one than in use lies in {config.tls}: `fumibako restart nginx dovecot postfix`"
            return Health(Condition.WARNING, words, code="not-in-use")
        return judge(certificate, config.hostname, datetime.now(UTC))


def judge(certificate: tls.Certificate, hostname: str, now: datetime) -> Health:
    day = f"{certificate.expires_at:%Y-%m-%d}"
    if certificate.expires_at <= now:
        words = f"EXPIRED on {day}: browsers and mail programs refuse it"
        return Health(Condition.WARNING, words, code="expired", values={"day": day})
    if not certificate.is_for_host:
        return Health(Condition.WARNING, f"is not for {hostname}", code="other-name", values={"hostname": hostname})
    if certificate.expires_at - now < timedelta(days=WARNING_DAYS):
        return Health(Condition.WARNING, f"expires on {day}", code="expires", values={"day": day})
    return Health(Condition.OK, f"until {day}")

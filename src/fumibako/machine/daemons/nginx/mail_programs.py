"""The names by which mail programs look for their settings (C11), autoconfig.DOMAIN and autodiscover.DOMAIN of any
customer, and by which mail servers look for its policy (B14), mta-sts.DOMAIN. Nothing but those addresses is answered
there, and the portal is told which domain was called.

Plain HTTP is answered for autoconfig: Thunderbird asks so where the name has no certificate. Outlook is led to us.
"""

from fumibako.machine.conf import Config

LIMITED = "limit_req zone=requests burst=40 delay=20;"
# Outlook asks in any case: /Autodiscover/Autodiscover.xml.
OUTLOOK = "".join(
    rf"""    location ~* ^/autodiscover/autodiscover\.{kind}$ {{
      {LIMITED}
      rewrite ^ /autodiscover/autodiscover.{kind} break;
      proxy_pass http://portal;
    }}
"""
    for kind in ("xml", "json")
)
_AUTOCONFIG = "".join(
    f"    location = {path} {{ {LIMITED} proxy_pass http://portal; }}\n"
    for path in ("/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml")
)
# RFC 8461: https only.
_MTA_STS = f"    location = /.well-known/mta-sts.txt {{ {LIMITED} proxy_pass http://portal; }}\n"


def servers(config: Config, tls: str) -> str:
    """tls: the certificate and what belongs to it."""
    http = f"{config.settings.box.listen}:{config.ports.http}"
    https = f"{config.settings.box.listen}:{config.ports.https} ssl http2"
    elsewhere = "    location / { return 404; }\n"
    to_portal = passed(config.hostname, "$scheme", "$mail_domain")
    return (
        _server(http, "autoconfig", to_portal + _AUTOCONFIG + elsewhere)
        + _server(https, "autoconfig", tls + to_portal + _AUTOCONFIG + elsewhere)
        + _server(https, "mta-sts", tls + to_portal + _MTA_STS + elsewhere)
        + _server(http, "autodiscover", _led(config) + elsewhere)
        + _server(https, "autodiscover", tls + to_portal + OUTLOOK + elsewhere)
    )


def _server(listen: str, name: str, inside: str) -> str:
    return f"""\
  server {{
    listen {listen};
    server_name ~^{name}\\.(?<mail_domain>[a-z0-9.-]+)$;
    client_max_body_size 16k;
{inside}\
  }}
"""


def _led(config: Config) -> str:
    return rf"""    location ~* ^/autodiscover/autodiscover\.xml$ {{
      return 302 {config.site_url}/autodiscover/autodiscover.xml;
    }}
"""


def passed(host: str, scheme: str, called: str) -> str:
    """What the portal is told; nothing of it comes from the client. called: the customer's domain in the name."""
    return f"""\
    proxy_set_header Host {host};
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto {scheme};
    proxy_set_header X-Forwarded-Host "";
    proxy_set_header Forwarded "";
    proxy_set_header X-Mail-Domain {called};
"""

"""The names by which mail programs look for their settings (C11), autoconfig.DOMAIN and autodiscover.DOMAIN of any
customer, and by which mail servers look for its policy (B14), mta-sts.DOMAIN. Nothing but those addresses is answered
there, and the portal is told which domain was called.

Plain HTTP is answered for autoconfig: Thunderbird asks so where the name has no certificate. Outlook is led to us.
"""

from fumibako.machine.conf import Config
from fumibako.machine.state.web.certificates import MAIL_LABELS

LABELS = MAIL_LABELS
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


_ELSEWHERE = "    location / { return 404; }\n"


def servers(config: Config, tls: str) -> str:
    """For every domain without a certificate of its own there. tls: the box's certificate and what belongs to it."""
    http = f"{config.settings.box.listen}:{config.ports.http}"
    to_portal, asked = passed(config.hostname, "$scheme", "$mail_domain"), challenges(config)
    return (
        _server(http, _any("autoconfig"), asked + to_portal + _AUTOCONFIG + _ELSEWHERE)
        + "".join(
            _server(_https(config), _any(label), tls + _inside(config, label, "$mail_domain")) for label in LABELS
        )
        + _server(http, _any("autodiscover"), asked + _led(config) + _ELSEWHERE)
    )


def own_server(config: Config, label: str, domain: str, tls: str) -> str:
    """For a domain that has a certificate for this name."""
    return _server(_https(config), f"{label}.{domain}", tls + _inside(config, label, domain))


def challenges(config: Config) -> str:
    """What an authority asks for at names that are the box's."""
    return f"""\
    location ^~ /.well-known/acme-challenge/ {{
      root {config.acme}/answers;
      default_type text/plain;
      try_files $uri =404;
    }}
"""


def _https(config: Config) -> str:
    return f"{config.settings.box.listen}:{config.ports.https} ssl http2"


def _any(label: str) -> str:
    return f"~^{label}\\.(?<mail_domain>[a-z0-9.-]+)$"


def _inside(config: Config, label: str, domain: str) -> str:
    """What is answered by HTTPS. domain: the customer's, or the variable that has it."""
    answered = {"autoconfig": _AUTOCONFIG, "mta-sts": _MTA_STS, "autodiscover": OUTLOOK}
    return passed(config.hostname, "$scheme", domain) + answered[label] + _ELSEWHERE


def _server(listen: str, name: str, inside: str) -> str:
    return f"""\
  server {{
    listen {listen};
    server_name {name};
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

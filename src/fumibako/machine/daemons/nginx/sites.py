"""Customers' sites in front of Apache.

By plain HTTP every name that is not the portal's: Apache knows which there are, so that a new site changes nothing
here. By HTTPS the names that have a certificate, chosen by SNI (RFC 6066 section 3), a server for each host of a site;
any other name is the portal's to answer. One site takes a part of Apache's workers at most.
"""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx import mail_programs, site_logins, tls
from fumibako.machine.daemons.sites.keys import path_of
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import Certificates, Site, SiteCertificate
from fumibako.machine.state.web.certificates import HSTS_DAYS

_HSTS = f"""\
      add_header Strict-Transport-Security "max-age={HSTS_DAYS * 24 * 3600}" always;
      proxy_hide_header Strict-Transport-Security;
"""


def front(config: Config) -> Path:
    """The header by which Apache learns the visitor's address; see `apache.render.front`."""
    return config.secrets / "front.nginx"


def every(config: Config) -> Path:
    """Where the servers of all sites are."""
    return config.live_scope("nginx", "*")


def of_box(config: Config, sites: Path) -> str:
    """sites: where the servers of sites are."""
    return f"""\
  upstream sites {{ server 127.0.0.1:{config.ports.apache}; keepalive 32; }}
  upstream sites_once {{ server 127.0.0.1:{config.ports.apache}; }}
  # Apache may be closing a connection that it has kept. What may be asked twice is asked again; a form is not, so it
  # gets a connection of its own.
  map $request_method $sites_for {{
    default sites_once;
    GET sites;
    HEAD sites;
  }}
  limit_conn_zone $host zone=sites:10m;
{site_logins.of_box(config)}\
  server {{
    listen {config.settings.box.listen}:{config.ports.http} default_server;
    server_name _;
{_limits(config)}{_challenges(config)}{_proxied(config)}\
  }}
  include {sites}/site.conf;
"""


def of_site(config: Config, site: Site, certificates: Certificates) -> FileSet:
    """Nothing for a site without a certificate."""
    servers = (_servers(config, site, host, certificate) for host, certificate in certificates.hosts)
    pems = {_pem(host): File(certificate.pem.encode()) for host, certificate in certificates.hosts}
    return {"site.conf": File("".join(servers).encode()), **pems} if pems else {}


def _servers(config: Config, site: Site, host: str, certificate: SiteCertificate) -> str:
    pem = config.live_scope("nginx", site.domain) / _pem(host)
    if certificate.mail_domain:
        lines = tls.lines(pem, path_of(config, site.domain, certificate.key))
        return mail_programs.own_server(config, host.partition(".")[0], certificate.mail_domain, lines)
    names = " ".join(certificate.names)
    hsts = _HSTS if certificate.hsts else ""
    by_tls = f"""\
  server {{
    listen {config.settings.box.listen}:{config.ports.https} ssl http2;
    server_name {names};
{tls.lines(pem, path_of(config, site.domain, certificate.key))}{_limits(config)}{_proxied(config, hsts)}\
  }}
"""
    return by_tls + _redirect(config, names) if certificate.redirects else by_tls


def _redirect(config: Config, names: str) -> str:
    port = "" if config.ports.https == 443 else f":{config.ports.https}"
    return f"""\
  server {{
    listen {config.settings.box.listen}:{config.ports.http};
    server_name {names};
    access_log off;
{_challenges(config)}\
    location / {{ return 301 https://$host{port}$request_uri; }}
  }}
"""


def _pem(host: str) -> str:
    return f"{host}.pem"


def _challenges(config: Config) -> str:
    """What an authority asks for before it gives a certificate (RFC 8555 section 8.3). What is not ours may be the
    answer of a program of the customer's."""
    return f"""\
    location ^~ /.well-known/acme-challenge/ {{
      root {config.acme}/answers;
      default_type text/plain;
      try_files $uri @site;
    }}
    location @site {{
{_passed(config)}\
    }}
"""


def _limits(config: Config) -> str:
    return f"""\
    access_log off;
    client_max_body_size 64m;
    limit_conn clients 100;
    limit_conn sites 60;
    limit_conn_status 503;
    error_page 502 503 504 =503 /.away/site_away.html;
    location = /.away/site_away.html {{
      internal;
      alias {config.live("nginx")}/site_away.html;
      add_header Retry-After 60 always;
      add_header Cache-Control no-store always;
    }}
{site_logins.of_server(config)}\
"""


def _proxied(config: Config, also: str = "") -> str:
    return f"""\
    location / {{
{also}{_passed(config)}\
    }}
"""


def _passed(config: Config) -> str:
    return f"""\
{site_logins.of_location(config)}\
      proxy_pass http://$sites_for;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host "";
      proxy_set_header Forwarded "";
      proxy_set_header Proxy "";
      include {front(config)};
      proxy_read_timeout 75s;
      proxy_ignore_headers X-Accel-Redirect X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
      proxy_buffers 16 16k;
      proxy_buffer_size 16k;
"""

"""nginx.conf of one box: TLS, static files, and the only place that says who the client is."""

import json
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx import mail_programs
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.system.tls import CIPHERS

# A browser may use none of these on our pages, whatever a page might ask for.
FORBIDDEN = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation"),
    *("gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "usb"),
    "xr-spatial-tracking",
)
# Of every answer. nginx drops a level's headers where the level below adds one, so each level has them all.
HEADERS = (
    ("Strict-Transport-Security", "max-age=31536000"),
    ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in FORBIDDEN)),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
# Of answers that nginx makes itself; the application says these of its own.
OWN = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
)
# What the API's programs read where nginx answers instead: status, code, message.
FAILURES = (
    (413, "too_large", "The request is too large."),
    (429, "too_many", "Too many requests. Try again in a minute."),
    (503, "away", "The service is starting. Nothing was changed; try again in a minute."),
)
# Of the file manager (chapters/hosting/files), which says in words that it was too much.
UPLOADS = "/admin/web/files/upload/"
_HERE = Path(__file__).parent


def front(config: Config) -> Path:
    """The header by which Apache learns the visitor's address; see `apache.render.front`."""
    return config.secrets / "front.nginx"


def render(config: Config) -> FileSet:
    """away.html is the page while the web restarts: nothing that could choose the reader's language answers then."""
    pages = {name: File((_HERE / name).read_bytes()) for name in ("away.html", "robots.txt", "site_away.html")}
    return {"nginx.conf": File(_conf(config).encode()), **pages}


def _conf(config: Config) -> str:
    home, listen = config.home("nginx"), config.settings.box.listen
    scratch = home / "tmp"
    scratches = "".join(
        f"  {kind}_temp_path {scratch}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    tls = _tls(config)
    return f"""\
user www-data;
worker_processes 2;
pid {config.run}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /dev/stdout;
  server_tokens off;
  client_max_body_size 50m;
  # Whoever sends slowly or opens many connections takes nobody else's place (SECURITY.md section 3).
  client_header_timeout 15s;
  client_body_timeout 15s;
  send_timeout 30s;
  large_client_header_buffers 4 16k;
  limit_conn_zone $binary_remote_addr zone=clients:1m;
  limit_conn clients 100;
  limit_req_zone $binary_remote_addr zone=requests:1m rate=20r/s;
  limit_req_status 429;
  limit_req_log_level warn;
{scratches}\
  upstream portal {{ server unix:{config.web_socket}; }}
{_sites(config)}  server {{
    listen {listen}:{config.ports.http};
    server_name {config.hostname};
    return 301 {config.site_url}$request_uri;
  }}
  server {{
    listen {listen}:{config.ports.http};
    server_name localhost 127.0.0.1;  # on this machine: a box to try has a name that nobody else knows
    return 301 https://$host:{config.ports.https}$request_uri;
  }}
  server {{
    listen {listen}:{config.ports.https} ssl http2;
    server_name {config.hostname};
{tls}\
{_added(HEADERS, "    ")}\
{mail_programs.passed("$http_host", "https", '""')}\
    gzip on;
    gzip_types text/css text/javascript application/javascript image/svg+xml;
    location /static/ {{
      alias {config.state}/static/;
      expires 1y;
{_added((*HEADERS, *OWN), "      ")}\
    }}
    location = /robots.txt {{
      root {config.live("nginx")};
{_added((*HEADERS, *OWN), "      ")}\
    }}
    location = /favicon.ico {{
      alias {config.state}/static/ui/mark.svg;
      types {{ }}
      default_type image/svg+xml;
      expires 1d;
{_added((*HEADERS, *OWN), "      ")}\
    }}
    error_page 502 504 =503 /away.html;
    location = /away.html {{
      internal;
      root {config.live("nginx")};
      add_header Retry-After 60 always;
      add_header Cache-Control no-store always;
{_added((*HEADERS, *OWN), "      ")}\
    }}
    error_page 429 /away.html;
    location / {{
      {mail_programs.LIMITED}
      proxy_pass http://portal;
    }}
    location = {UPLOADS} {{
      client_max_body_size 512m;
      error_page 413 = @too_large_upload;
      {mail_programs.LIMITED}
      proxy_pass http://portal;
    }}
    location @too_large_upload {{ return 303 {UPLOADS}?too_large; }}
    location /api/ {{  # speaks JSON, whatever happens
      error_page 413 = @too_large;
      error_page 429 = @too_many;
      error_page 502 504 = @away;
      {mail_programs.LIMITED}
      proxy_pass http://portal;
    }}
{"".join(map(_failure, FAILURES))}\
{mail_programs.OUTLOOK}\
  }}
{mail_programs.servers(config, tls)}\
}}
"""


def _sites(config: Config) -> str:
    """Customers' sites: every name that is not the portal's. Apache knows which there are, so that a new site changes
    nothing here. One site takes a part of Apache's workers at most."""
    return f"""\
  upstream sites {{ server 127.0.0.1:{config.ports.apache}; keepalive 32; }}
  limit_conn_zone $host zone=sites:10m;
  server {{
    listen {config.settings.box.listen}:{config.ports.http} default_server;
    server_name _;
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
    location / {{
      proxy_pass http://sites;
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
      proxy_buffers 16 16k;
      proxy_buffer_size 16k;
    }}
  }}
"""


def _failure(failure: tuple[int, str, str]) -> str:
    status, code, message = failure
    body = json.dumps({"error": {"code": code, "message": message, "field": ""}})
    return f"""\
    location @{code} {{
      default_type application/json;
{_added((*HEADERS, *OWN, ("Retry-After", "60"), ("Cache-Control", "no-store")), "      ")}\
      return {status} '{body}';
    }}
"""


def _tls(config: Config) -> str:
    return f"""\
    ssl_certificate {config.tls}/certificate.pem;
    ssl_certificate_key {config.tls}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers {CIPHERS};
    ssl_prefer_server_ciphers off;
    ssl_session_cache shared:tls:10m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;
"""


def _added(headers: tuple[tuple[str, str], ...], indent: str) -> str:
    return "".join(f'{indent}add_header {name} "{text}" always;\n' for name, text in headers)

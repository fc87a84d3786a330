"""nginx.conf of one box: TLS, static files, and the only place that says who the client is."""

import json
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx import countries, mail_programs, site_logins, sites, tls
from fumibako.machine.daemons.nginx.control import BACKUPS, CABINET
from fumibako.machine.daemons.phpmyadmin import server as phpmyadmin
from fumibako.machine.daemons.pushd.control import STREAMS
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.system.tls import CERTIFICATE, KEY

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
# Addresses of large files that the portal sends whole: nginx sends a part of one, from where it was cut.
RESUMED = "~ ^/(jobs/[^/]+/result|admin/web/files/download)/$"
# Of files that anybody may have made.
FILES = (*OWN[:-1], ("Content-Security-Policy", "default-src 'none'; sandbox"))
# What the API's programs read where nginx answers instead: status, code, message.
FAILURES = (
    (413, "too_large", "The request is too large."),
    (429, "too_many", "Too many requests. Try again in a minute."),
    (503, "away", "The service is starting. Nothing was changed; try again in a minute."),
)
# Of the file manager (chapters/hosting/files), which says in words that it was too much.
UPLOADS = "/admin/web/files/upload/"
PAGES = ("away.html", "robots.txt", "site_away.html", site_logins.SLOW_PAGE)
_HERE = Path(__file__).parent


def render(config: Config) -> FileSet:
    """away.html is the page while the web restarts: nothing that could choose the reader's language answers then."""
    pages = {name: File((_HERE / name).read_bytes()) for name in PAGES}
    return {"nginx.conf": File(conf(config, sites.every(config)).encode()), **pages}


def conf(config: Config, servers: Path) -> str:
    """servers: where those of customers' sites are."""
    home, listen = config.home("nginx"), config.settings.box.listen
    scratch = home / "tmp"
    scratches = "".join(
        f"  {kind}_temp_path {scratch}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    certificate = tls.lines(config.tls / CERTIFICATE, config.tls / KEY)
    return f"""\
user www-data;
worker_processes 2;
pid {config.run}/nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 4096;
events {{ worker_connections 2048; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  # A mailed link opens something for whoever has it: the log has its place only, and no address that led here.
  map $request_uri $logged {{
    default $request_uri;
    "~^(?<place>(/mypage)?/(reset|recovery|spam|two-step|cabinet|cabinet/send)/)[^/?]{{16,}}" "$place-";
  }}
  log_format portal '$remote_addr - - [$time_local] "$request_method $logged" $status $body_bytes_sent'
    ' "$http_user_agent"';
  access_log /dev/stdout portal;
  server_tokens off;
  server_names_hash_bucket_size 512;
  client_max_body_size 50m;
  # Whoever sends slowly or opens many connections takes nobody else's place (SECURITY.md section 3).
  client_header_timeout 15s;
  client_body_timeout 15s;
  send_timeout 30s;
  large_client_header_buffers 4 16k;
  limit_conn_zone $binary_remote_addr zone=clients:1m;
  limit_conn clients 100;
  limit_conn_zone $binary_remote_addr zone=streams:1m;
  limit_req_zone $binary_remote_addr zone=requests:1m rate=20r/s;
  limit_req_zone $binary_remote_addr zone=looks:1m rate=20r/s;
  limit_req_status 429;
  limit_req_log_level warn;
{scratches}\
{countries.variable(config)}  upstream portal {{ server unix:{config.web_socket}; }}
{sites.of_box(config, servers)}  server {{
    listen {listen}:{config.ports.http};
    server_name {config.hostname};
{mail_programs.challenges(config)}\
    location / {{ return 301 {config.site_url}$request_uri; }}
  }}
  server {{
    listen {listen}:{config.ports.http};
    server_name localhost 127.0.0.1;  # on this machine: a box to try has a name that nobody else knows
    return 301 https://$host:{config.ports.https}$request_uri;
  }}
  server {{
    listen {listen}:{config.ports.https} ssl http2 default_server;
    server_name {config.hostname};
{certificate}\
{_added(HEADERS, "    ")}\
{mail_programs.passed("$http_host", "https", '""')}\
    gzip on;
    gzip_comp_level 5;
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
    location {BACKUPS} {{  # the portal has said whose it is, and lets nginx send it, from where it was cut as well
      internal;
      alias {config.backups}/;
{_added((*HEADERS, *OWN, ("Cache-Control", "no-store")), "      ")}\
    }}
    location {CABINET} {{  # likewise; nothing in it ever becomes a page of ours
      internal;
      alias {config.cabinet}/;
{_added((*HEADERS, *FILES, ("Cache-Control", "no-store")), "      ")}\
    }}
    location / {{
      {mail_programs.LIMITED}
      proxy_pass http://portal;
    }}
    location {RESUMED} {{
      {mail_programs.LIMITED}
      proxy_force_ranges on;
      proxy_pass http://portal;
    }}
    location = /mail/events/ {{  # stays open as long as a page is seen: two of each of an office of two hundred
      limit_conn streams 400;
      {mail_programs.LIMITED}
      proxy_pass http://portal;
    }}
    location = /mail/state/ {{  # all pages of an office look at once after a mail to all: in turn, and in nobody's way
      limit_req zone=looks burst=400;
      proxy_pass http://portal;
    }}
    location = {STREAMS} {{  # the portal has said whose mailboxes it is about
      internal;
      proxy_pass http://unix:{config.push_socket}:/;
      proxy_http_version 1.1;
      proxy_pass_request_headers off;
      proxy_buffering off;
{_added((*HEADERS, *OWN), "      ")}\
    }}
    location = {UPLOADS} {{
      client_max_body_size 512m;
      error_page 413 = @too_large_upload;
      {mail_programs.LIMITED}
      proxy_pass http://portal;
    }}
    location @too_large_upload {{ return 303 {UPLOADS}?too_large; }}
{phpmyadmin.closed()}\
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
{mail_programs.servers(config, certificate)}\
{phpmyadmin.server(config, certificate, mail_programs.passed("$host", "https", '""'))}\
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


def _added(headers: tuple[tuple[str, str], ...], indent: str) -> str:
    return "".join(f'{indent}add_header {name} "{text}" always;\n' for name, text in headers)

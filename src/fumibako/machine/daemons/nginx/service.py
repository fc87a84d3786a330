"""nginx in front of the member site: TLS, static files, and the only place that says who the client is."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Diff, File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

# What stands there while the web is started anew: nobody who can ask for a language answers then.
_AWAY = Path(__file__).with_name("away.html")


class Nginx(Quiet):
    name = "nginx"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is not Aspect.BOX:
            return {}
        return {"nginx.conf": File(_conf(config).encode()), "away.html": File(_AWAY.read_bytes())}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        try:
            run(("/usr/sbin/nginx", "-e", "stderr", "-t", "-c", str(staged / "nginx.conf")))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        conf = config.live(self.name) / "nginx.conf"
        try:
            run(("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-s", "reload"))
        except CommandFailed:
            return  # it does not run

    def health(self, config: Config) -> Health:
        where = (config.settings.box.listen, config.ports.http)
        question = f"HEAD / HTTP/1.0\r\nHost: {config.hostname}\r\n\r\n".encode()
        return asking.health(lambda: asking.answer(where, question), b" 301 ")

    def process(self, config: Config) -> Process:
        conf = config.live(self.name) / "nginx.conf"
        command = ("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-g", "daemon off;")
        return Process(command=command, stop_signal="QUIT", priority=40)

    def prepare(self, config: Config) -> None:
        files.directory(files.directory(config.home(self.name)) / "tmp")


def _conf(config: Config) -> str:
    home, listen = config.home("nginx"), config.settings.box.listen
    room = home / "tmp"
    rooms = "".join(
        f"  {kind}_temp_path {room}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
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
{rooms}\
  upstream portal {{ server unix:{config.web_socket}; }}
  server {{
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
    ssl_certificate {config.tls}/certificate.pem;
    ssl_certificate_key {config.tls}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    add_header Strict-Transport-Security "max-age=31536000" always;
    gzip on;
    gzip_types text/css text/javascript application/javascript image/svg+xml;
    location /static/ {{
      alias {config.state}/static/;
      expires 1y;
      add_header X-Content-Type-Options nosniff always;
    }}
    error_page 502 504 =503 /away.html;
    location = /away.html {{
      internal;
      root {config.live("nginx")};
      add_header Retry-After 60 always;
      add_header Cache-Control no-store always;
      add_header Content-Security-Policy "default-src 'none'; style-src 'self'" always;
    }}
    error_page 429 /away.html;
    location / {{
      limit_req zone=requests burst=40 delay=20;
      proxy_pass http://portal;
      proxy_set_header Host $http_host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-Host "";
      proxy_set_header Forwarded "";
    }}
  }}
}}
"""

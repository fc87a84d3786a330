"""The server of nginx's that leads to phpMyAdmin. Each request of its programs is asked about at the portal, with the
cookies that the browser sent; the portal answers with the database's login, or not at all (`TOOL` of the portal is
reached by no other way). phpMyAdmin itself sees its own cookies only."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons.phpmyadmin.program import AT_ONCE_FOR_SITE, PROGRAM, socket

TOOL = "/admin/web/databases/{database}/tool/"
_COOKIES = """\
  map $http_cookie $pma_session {
    default "";
    "~(?:^|; )(?<pma_session_found>phpMyAdmin_https=[A-Za-z0-9,-]+)" $pma_session_found;
  }
  map $http_cookie $pma_language {
    default "";
    "~(?:^|; )(?<pma_language_found>pma_lang_https=[A-Za-z_]+)" $pma_language_found;
  }
"""
# By the number of the site in the database's name.
_PLACES = """\
  map $uri $pma_site {
    default "";
    "~^/(?<pma_site_found>s[0-9]+)_" $pma_site_found;
  }
  limit_conn_zone $pma_site zone=pma:1m;
"""
_BUSY = (
    "ほかの処理が終わるのをお待ちください。しばらくしてから、もう一度お試しください。\\n"
    "Other requests of this site are still running. Please try again in a moment.\\n"
)
_PARAMETERS = (
    *(("QUERY_STRING", "$query_string"), ("REQUEST_METHOD", "$request_method"), ("CONTENT_TYPE", "$content_type")),
    *(("CONTENT_LENGTH", "$content_length"), ("REQUEST_URI", "$request_uri"), ("SERVER_PROTOCOL", "$server_protocol")),
    *(("HTTPS", "on"), ("REMOTE_ADDR", "$remote_addr"), ("SERVER_NAME", "$host"), ("SERVER_PORT", "$server_port")),
    *(
        ("REDIRECT_STATUS", "200"),
        ("HTTP_PROXY", '""'),
        ("HTTP_AUTHORIZATION", '""'),
        ("HTTP_HOST", "$host:$server_port"),
    ),
    *(("DATABASE_NAME", "$database"), ("DATABASE_USER", "$database_user"), ("DATABASE_PASSWORD", "$database_password")),
    ("HTTP_HOST", "$host:$server_port"),
    ("HTTP_COOKIE", '"$pma_session; $pma_language"'),
)


def closed() -> str:
    """At the portal's own port nobody is told a login."""
    return f"""\
    location ~ ^{TOOL.format(database="[^/]+")}$ {{ return 404; }}
"""


def server(config: Config, tls: str, passed: str) -> str:
    """tls: the certificate and what belongs to it. passed: what the portal is told."""
    portal = f"https://$host{'' if config.ports.https == 443 else f':{config.ports.https}'}"
    parameters = "".join(f"      fastcgi_param {name} {value};\n" for name, value in _PARAMETERS)
    return f"""\
{_COOKIES}{_PLACES}\
  server {{
    listen {config.settings.box.listen}:{config.ports.phpmyadmin} ssl http2;
    server_name {config.hostname} localhost 127.0.0.1;
{tls}\
    client_max_body_size 64m;
    location ~ ^/(?<database>s[0-9]+_[a-z0-9_]+)/(?<program>(index|url|js/messages)\\.php)$ {{
      auth_request /.asked;
      auth_request_set $database_user $upstream_http_x_database_user;
      auth_request_set $database_password $upstream_http_x_database_password;
      limit_conn clients 20;
      limit_conn pma {AT_ONCE_FOR_SITE};
      error_page 403 = @portal;
      error_page 503 = @busy;
      fastcgi_pass unix:{socket(config)};
      fastcgi_param SCRIPT_FILENAME {PROGRAM}/$program;
      fastcgi_param SCRIPT_NAME /$database/$program;
{parameters}\
      fastcgi_read_timeout 310s;
    }}
    location ~ ^/(?<database>s[0-9]+_[a-z0-9_]+)/$ {{ return 303 /$database/index.php; }}
    location ~ ^/s[0-9]+_[a-z0-9_]+/(?<file>(js|themes)/.+\\.(css|js|png|gif|svg|ico|map|woff2?)|favicon\\.ico)$ {{
      alias {PROGRAM}/$file;
      expires 1d;
      add_header X-Content-Type-Options nosniff always;
    }}
    location = /.asked {{
      internal;
      proxy_intercept_errors on;
      error_page 302 404 429 502 503 504 = @nobody;
{passed}\
      proxy_pass http://portal{TOOL.format(database="$database")};
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_method GET;
    }}
    location @nobody {{ return 403; }}
    location @busy {{
      default_type "text/plain; charset=utf-8";
      add_header Retry-After 10 always;
      return 503 "{_BUSY}";
    }}
    location @portal {{ return 303 {portal}/admin/web/databases/; }}
    location / {{ return 303 {portal}/admin/web/databases/; }}
  }}
"""

"""A brake on guessed passwords of customers' sites (D6), whoever asks for them: our restriction, a .htaccess or a
program of the customer's.

guardd is told of each wrong one by a line of a log that is a datagram, and asked before a request that has a password
goes on to Apache. Where it cannot be asked, the request goes on: it is a brake, not the lock. Requests without a
password ask nobody.

The line has the whole header, so that the same wrong password again is known as no further guess: guardd keeps a
digest. The name is for itself, where it is one that a header can have.
"""

from fumibako.machine.conf import Config

_ASK = "/.fumibako/guess"
SLOW_PAGE = "site_slow.html"


def of_box(config: Config) -> str:
    """trier: who tries a password. What guardd can be asked in a second is bounded as well."""
    return f"""\
  map $http_authorization $trier {{
    default "";
    "~*^(basic|digest) " $binary_remote_addr;
  }}
  map "$status $trier" $is_wrong_password {{
    default 0;
    "~^401 ." 1;
  }}
  map $remote_user $tried_name {{
    default "";
    "~^[!-~]{{1,64}}$" $remote_user;
  }}
  limit_req_zone $trier zone=triers:1m rate=50r/s;
  log_format guesses escape=none '$remote_addr $host $tried_name $http_authorization';
  upstream guesses {{ server unix:{config.guesses_socket} max_fails=0; }}
"""


def of_server(config: Config) -> str:
    return f"""\
    error_page 403 =429 /.away/{SLOW_PAGE};
    location = /.away/{SLOW_PAGE} {{
      internal;
      alias {config.live("nginx")}/{SLOW_PAGE};
      add_header Retry-After 900 always;
      add_header Cache-Control no-store always;
    }}
    location = {_ASK} {{
      internal;
      if ($trier = "") {{ return 204; }}
      proxy_pass http://guesses/;
      proxy_pass_request_headers off;
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header X-Address $remote_addr;
      proxy_set_header X-Site $host;
      proxy_set_header X-Name $tried_name;
      proxy_connect_timeout 1s;
      proxy_read_timeout 1s;
      error_page 500 502 503 504 = @unasked;
    }}
    location @unasked {{ return 204; }}
"""


def of_location(config: Config) -> str:
    """Where requests go on to Apache."""
    return f"""\
      auth_request {_ASK};
      limit_req zone=triers burst=200 nodelay;
      access_log syslog:server=unix:{config.wrong_passwords_socket},nohostname,tag=guesses guesses
        if=$is_wrong_password;
"""

"""rspamd.conf: Debian's rules and scores, and of the modules those that judge by the mail alone. The others ask the
DNS, a database or a service, or change mails."""

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import File, FileSet

DEBIAN, SHARE = "/etc/rspamd", "/usr/share/rspamd"
USER = "_rspamd"
PARTS = ("metrics", "actions", "groups", "composites")
MODULES = ("chartable", "emails", "forged_recipients", "mime_types", "once_received", "regexp", "trie")


def render(config: Config) -> FileSet:
    home = config.home("rspamd")
    included = (*(f"{DEBIAN}/{part}.conf" for part in PARTS), *(f"{DEBIAN}/modules.d/{name}.conf" for name in MODULES))
    lines = "".join(f'.include "{path}"\n' for path in included)
    text = f"""\
lua = "{SHARE}/rules/rspamd.lua"
modules {{ path = "{SHARE}/plugins"; }}
{lines}\
options {{
  pidfile = "{home}/state/pid";
  tempdir = "{home}/state";
  cache_file = "{home}/state/symbols.cache";
  hs_cache_dir = "{home}/state/";
  dynamic_conf = "{home}/state/dynamic";
  control_socket = "{home}/state/control mode=0600";
  url_tld = "{SHARE}/effective_tld_names.dat";
  filters = "chartable,regexp";
  explicit_modules = [];
  disable_monitoring = true;
  soft_reject_on_timeout = true;
  task_timeout = 20s;
  max_message = 64mb;
  words_decay = 600;
  local_addrs = [];
  dns {{ nameserver = ["127.0.0.1:9:1"]; timeout = 0.5s; retransmits = 1; }}
}}
logging {{ type = "console"; level = "warning"; color = false; }}
worker "normal" {{
  bind_socket = "{config.rspamd_socket} mode=0660 owner={USER}";
  count = 1;
  max_tasks = 64;
}}
"""
    return {"rspamd.conf": File(text.encode())}

"""Apache's configuration: one for the box, one virtual host per site.

Apache serves every site's static files and reads every .htaccess under one user. What keeps it from being led from one
site to another's files (docs/decisions/0060-sites.md):

- it follows no symbolic link below `sites`: the kernel refuses (`Process.no_links`);
- a virtual host is granted its own htdocs only; everything else is denied, and has no .htaccess;
- PHP sockets have unguessable names, because a .htaccess may name a socket (SetHandler, RewriteRule [P]);
- only modules that are needed, and no proxy but FastCGI's.

What .htaccess may say: AllowOverride without Options, so that `Options +FollowSymLinks` and mod_php's `php_value`,
which countless ready-made files have, are ignored (Nonfatal) instead of ending every request with 500.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.apache import access, error_pages, overseas, tools
from fumibako.machine.daemons.apache.control import MODULES
from fumibako.machine.daemons.sites.tree import LiveSite
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import Access, ErrorPages, Overseas, Site, Subdomain, Subdomains, Tools

PAGES = ("unknown.html", "suspended.html")
_HERE = Path(__file__).parent


def front(config: Config) -> Path:
    """Names the header by which nginx tells the visitor's address. Its name is a secret: a customer's PHP can reach
    Apache's port as well."""
    return config.secrets / "front.apache"


@dataclass(frozen=True)
class Closed:
    """What of a site is not open to everybody."""

    access: Access
    overseas: Overseas

    def below(self, folder: str) -> "Closed":
        """What of it holds in a folder that has a name of its own."""
        return Closed(access.below(self.access, folder), overseas.below(self.overseas, folder))


@dataclass(frozen=True)
class Extras:
    """What the site of the domain itself has besides."""

    errors: ErrorPages
    tools: Tools


def render_box(config: Config) -> FileSet:
    pages = {f"pages/{name}": File((_HERE / name).read_bytes()) for name in PAGES}
    return {"httpd.conf": File(_box(config).encode()), **pages, **error_pages.files()}


def render_site(config: Config, site: Site, extras: Extras, closed: Closed, subdomains: Subdomains) -> FileSet:
    uid = config.site_uid(site.number)
    hosts = {each.host: each.folder for each in subdomains.hosts}
    if site.is_suspended:
        conf = _suspended(config, site, tuple(hosts))
    else:
        further = (_subdomain(config, site, each, closed) for each in subdomains.hosts)
        conf = _site(config, site, extras, closed) + "".join(further)
    return {
        "site.conf": File(conf.encode(), mode=0o640, group=config.uids.apache),
        "site.json": File(LiveSite(uid, site.is_suspended, hosts).written(), mode=0o640, group=config.uids.guardd),
        **access.files(config, closed.access),
    }


def _box(config: Config) -> str:
    home, pages = config.home("apache"), config.live("apache") / "pages"
    loaded = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in MODULES)
    return f"""\
ServerRoot {home}
DefaultRuntimeDir {home}/run
PidFile {home}/run/httpd.pid
Mutex file:{home}/run default
ServerName sites.invalid
Listen 127.0.0.1:{config.ports.apache}
{loaded}\
ErrorLog /dev/stderr
LogFormat "%a %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
ServerTokens Prod
ServerSignature Off
TraceEnable Off
UseCanonicalName Off
ServerLimit 64
StartServers 1
ThreadsPerChild 50
MaxRequestWorkers 400
MinSpareThreads 25
MaxSpareThreads 100
TypesConfig /etc/mime.types
AddDefaultCharset Off
Include {front(config)}
RemoteIPInternalProxy 127.0.0.1
RequestReadTimeout header=20-40,MinRate=500 body=20,MinRate=500
SetEnvIf X-Forwarded-Proto ^https$ HTTPS=on
RequestHeader unset Proxy
DirectoryIndex index.php index.html index.htm
AccessFileName .htaccess
{error_pages.ours(config)}\
<Directory />
  AllowOverride None
  Options FollowSymLinks
  Require all denied
</Directory>
<Directory {pages}>
  Require all granted
</Directory>
<FilesMatch "^\\.(ht|user\\.ini$)">
  Require all denied
</FilesMatch>
<VirtualHost 127.0.0.1:{config.ports.apache}>
  ServerName unknown.invalid
{_only_page(config, "unknown.html", 404)}\
</VirtualHost>
IncludeOptional ${{SITES}}
"""


def _site(config: Config, site: Site, extras: Extras, closed: Closed) -> str:
    names = _names_and_logs(config, site, site.domain, (f"www.{site.domain}",))
    root = config.site(site.domain) / "htdocs"
    names += error_pages.of_site(extras.errors) + tools.of_site(extras.tools, site.domain, root)
    return _host(config, site, names, root, f"site-{site.number}", site.token, closed)


def _subdomain(config: Config, site: Site, subdomain: Subdomain, closed: Closed) -> str:
    names = _names_and_logs(config, site, subdomain.host) + error_pages.of_site(subdomain.errors)
    root = Path(f"{config.site(site.domain)}/htdocs{subdomain.folder.rstrip('/')}")
    pool, inside = f"subdomain-{subdomain.number}", closed.below(subdomain.folder)
    return _host(config, site, names, root, pool, subdomain.token, inside)


def _host(config: Config, site: Site, head: str, htdocs: Path, pool: str, token: str, closed: Closed) -> str:
    socket = config.home("phpfpm") / "run" / token
    return f"""\
<VirtualHost 127.0.0.1:{config.ports.apache}>
{head}\
  DocumentRoot {htdocs}
  <Directory {htdocs}>
    AllowOverride AuthConfig FileInfo Indexes Limit Nonfatal=All
    Require all granted
  </Directory>
  <FilesMatch "\\.php$">
    <If "-f %{{REQUEST_FILENAME}}">
      SetHandler "proxy:unix:{socket}|fcgi://{pool}/"
    </If>
  </FilesMatch>
{overseas.of_site(closed.overseas)}{access.of_site(closed.access, config.live_scope("apache", site.domain))}\
</VirtualHost>
"""


def _suspended(config: Config, site: Site, hosts: Sequence[str]) -> str:
    return f"""\
<VirtualHost 127.0.0.1:{config.ports.apache}>
{_names_and_logs(config, site, site.domain, (f"www.{site.domain}", *hosts))}\
{_only_page(config, "suspended.html", 503)}\
</VirtualHost>
"""


def _names_and_logs(config: Config, site: Site, host: str, others: Sequence[str] = ()) -> str:
    logs = config.host_logs(site.domain, host)
    also = f"  ServerAlias {' '.join(others)}\n" if others else ""
    return f"""\
  ServerName {host}
{also}\
  CustomLog {logs}/access.log combined
  ErrorLog {logs}/error.log
"""


def _only_page(config: Config, name: str, status: int) -> str:
    """Whatever is asked for."""
    return f"""\
  DocumentRoot {config.live("apache")}/pages
  ErrorDocument {status} /{name}
  RewriteEngine On
  RewriteRule !^/{name}$ - [R={status},L]
"""

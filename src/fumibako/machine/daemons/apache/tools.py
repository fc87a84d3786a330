"""Redirects, lists of folders and protection from hotlinks, as Apache reads them (D16).

Redirects come before every .htaccess: whoever types one on the page means it.
"""

import re
from pathlib import Path

from fumibako.machine.state import Redirect, Tools

MEDIA = ("avif", "gif", "jpe?g", "mp[34]", "pdf", "png", "svg", "web[mp]")


def of_site(tools: Tools, domain: str, htdocs: Path) -> str:
    """The longer path first: Apache takes the first that fits."""
    redirects = sorted(tools.redirects, key=lambda each: (-len(each.path), each.path))
    folders = f"  <Directory {htdocs}>\n    Options +Indexes\n  </Directory>\n" if tools.lists_folders else ""
    return "".join(map(_redirect, redirects)) + folders + (_no_hotlinks(domain) if tools.blocks_hotlinks else "")


def _redirect(redirect: Redirect) -> str:
    """Where the target has a query, the path alone is redirected: nothing can be put below a query. Where it ends with
    a slash, so does what is put before it."""
    code, path, target = 301 if redirect.is_permanent else 302, redirect.path, redirect.target
    if "?" in target or "#" in target:
        return f'  RedirectMatch {code} "^{re.escape(path.rstrip("/"))}/?$" "{target}"\n'
    if path == "/" or not target.endswith("/"):
        return f'  Redirect {code} "{path}" "{target}"\n'
    exactly = f'  RedirectMatch {code} "^{re.escape(path)}$" "{target}"\n'
    return f'{exactly}  Redirect {code} "{path}/" "{target}"\n'


def _no_hotlinks(domain: str) -> str:
    """Visitors without a referrer come in: browsers leave it out for many reasons."""
    own = rf"m#^https?://([^/]+\.)?{re.escape(domain)}(:[0-9]+)?(/|$)#i"
    media = rf"m#\.({'|'.join(MEDIA)})$#i"
    return f"""\
  <If "%{{REQUEST_URI}} =~ {media} && -n %{{HTTP_REFERER}} && %{{HTTP_REFERER}} !~ {own}">
    Require all denied
  </If>
"""

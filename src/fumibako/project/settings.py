"""Django's settings: thin. Every value that belongs to the machine comes from fumibako.toml.

FUMIBAKO_STATE names the state directory. Without it (tests of pure Django code) a box below the
temporary directory is assumed, whose database is the test runner's own.
"""

import os
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fumibako.chapters.apps import APPS
from fumibako.machine.conf import Config, load

SOURCE = Path(__file__).parents[1]
# A database that is away or locked is said so within three seconds, not waited for. Migrations are given longer.
DATABASE_SECONDS = int(os.environ.get("FUMIBAKO_DATABASE_SECONDS", "2"))
FUMIBAKO: Config = load(
    state=Path(os.environ.get("FUMIBAKO_STATE") or Path(tempfile.gettempdir()) / "fumibako-no-box"),
    file=Path(os.environ["FUMIBAKO_CONFIG"]) if "FUMIBAKO_CONFIG" in os.environ else None,
    port_base=int(os.environ["FUMIBAKO_PORT_BASE"]) if "FUMIBAKO_PORT_BASE" in os.environ else None,
)


def _secret_key() -> str:
    path = FUMIBAKO.secrets / "django"
    return path.read_text().strip() if path.exists() else "without-a-box-nothing-is-secret"


def _database() -> dict[str, object]:
    url = os.environ.get("FUMIBAKO_TEST_DATABASE") or FUMIBAKO.settings.database.url
    if url == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FUMIBAKO.database_file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": DATABASE_SECONDS,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": {
            "connect_timeout": DATABASE_SECONDS,
            "options": f"-c statement_timeout={DATABASE_SECONDS}s -c lock_timeout={DATABASE_SECONDS}s",
        },
    }


SECRET_KEY = _secret_key()
DEBUG = False
SITE_HOST = urlsplit(FUMIBAKO.site_url).hostname or FUMIBAKO.hostname
ALLOWED_HOSTS = [SITE_HOST, FUMIBAKO.hostname, "127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "fumibako.groundwork.tenancy",
    "fumibako.groundwork.publish",
    "fumibako.groundwork.brand",
    "fumibako.groundwork.audit",
    "fumibako.groundwork.jobs",
    "fumibako.groundwork.notices",
    "fumibako.groundwork.one_time",
    "fumibako.groundwork.once",
    "fumibako.groundwork.ui",
    *APPS,
]
MIDDLEWARE = [
    "fumibako.api.failures.JsonOnly",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "fumibako.groundwork.ui.middleware.Head",
    "fumibako.groundwork.ui.middleware.Readable",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "fumibako.chapters.identity.logins.middleware.SignedIn",
    "fumibako.chapters.console.support_login.middleware.SupportLogins",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "fumibako.project.urls"
WSGI_APPLICATION = "fumibako.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "faces" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fumibako.groundwork.ui.context.page",
            ]
        },
    }
]
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LOCALE_PATHS = [SOURCE / place / "locale" for place in ("groundwork", "faces", "chapters/member")]

# Cookies go by TLS only; nginx, the only one before gunicorn, says in the header that it was TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fumibako.groundwork.ui.views.csrf_refused"
MESSAGE_STORAGE = "fumibako.groundwork.ui.toasts.Toasts"
SESSION_COOKIE_SECURE = SESSION_COOKIE_HTTPONLY = True  # of the messages' cookie; sessions are identity's own
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # a mail's text with pictures; files come on top
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": "/csp-report",
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "fumibako.machine.system.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"level": "ERROR"},  # our own mistakes; what visitors get wrong is in nginx's log
        "django.security": {"level": "CRITICAL"},  # wrong host names, most of all: scanners, all day long
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = FUMIBAKO.state / "static"
STATICFILES_DIRS = [SOURCE.parents[1] / "build" / "browser"]  # programs for the browser, by the set-up (frontend/)
# Names with a hash of the content, so that browsers may keep files for ever; `up` collects them. Tests of pure
# Django code have no collected files.
HASHED, PLAIN = (
    "fumibako.groundwork.ui.static_files.HashedFiles",
    "django.contrib.staticfiles.storage.StaticFilesStorage",
)
STORAGES = {"staticfiles": {"BACKEND": HASHED if "FUMIBAKO_STATE" in os.environ else PLAIN}}

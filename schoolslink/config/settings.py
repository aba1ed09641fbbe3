"""Django's settings, made from the one typed environment (`config.environment`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from schoolslink.config import environment as reader
from schoolslink.config import logging as log_lines
from schoolslink.config import mail
from schoolslink.config.database.roles import Roles
from schoolslink.config.database.timeouts import connection_options
from schoolslink.kernel import failpoints
from schoolslink.web import csp, languages, proxies, translations
from schoolslink.web.context import NEUTRAL_SITE

ENVIRONMENT = reader.read()
INSTALLATION = ENVIRONMENT.installation
RINGS = ENVIRONMENT.rings
# For migrations written by hand: a part below may not ask `config` itself.
DATABASE_ROLES = Roles(INSTALLATION).names()
SECRET_KEY = RINGS["DJANGO_KEY"].current[1].hex()
SECRET_KEY_FALLBACKS = [key.hex() for key in list(RINGS["DJANGO_KEY"].keys.values())[1:]]

DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "schoolslink.config.urls"
WSGI_APPLICATION = "schoolslink.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Person"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "schoolslink.kernel",
    "schoolslink.web",
    "schoolslink.access",
    "schoolslink.notices",
    "schoolslink.directory",
    "schoolslink.referrals",
    "schoolslink.insight",
]

MIDDLEWARE = [
    "schoolslink.web.middleware.ForwardedByOurProxies",
    "schoolslink.web.middleware.AskedByAnyName",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "schoolslink.web.middleware.SafeHeaders",
    "schoolslink.web.middleware.NotTooLarge",
    "schoolslink.web.middleware.ReadableAddresses",
    "schoolslink.access.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "schoolslink.web.middleware.RefusalsBecomePages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "schoolslink.web.environment.environment",
            "context_processors": [
                "schoolslink.web.context.service",
                "schoolslink.access.context.account",
                "schoolslink.insight.context.navigation",
            ],
        },
    },
]


def _database() -> dict[str, object]:
    """Return Django's database settings from the URL; persistent connections, one a thread, no pool."""
    parts = conninfo_to_dict(ENVIRONMENT.database_url) if ENVIRONMENT.database_url else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "schoolslink"),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": parts.get("options") or connection_options("page"),
            "connect_timeout": 5,
        },
    }


DATABASES = {"default": _database()}


def _reconciler_url() -> str:
    """Return how the reconciler reaches the same database: as its own role, with its own limits.

    Its password is the one that ./link install and migrate made and keep in the home.
    """
    kept = ENVIRONMENT.home / "secrets" / "database_reconciler"
    if not ENVIRONMENT.database_url or not kept.is_file():
        return ""
    return make_conninfo(
        ENVIRONMENT.database_url,
        user=DATABASE_ROLES["reconciler"],
        password=kept.read_text(encoding="utf-8").strip(),
        options=connection_options("reconcile"),
    )


RECONCILER_URL = _reconciler_url()

SESSION_ENGINE = "schoolslink.access.sessions"
SESSION_COOKIE_NAME = "schoolslink"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "schoolslink.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_production
if ENVIRONMENT.is_production:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
PROXIES = proxies.networks(ENVIRONMENT.proxies)
ANSWERED_BY_ANY_NAME = ("/healthz", "/readyz")

# Providers by name and label; their other settings stay in ENVIRONMENT.oidc.
OIDC_PROVIDERS = [(one.name, one.label) for one in ENVIRONMENT.oidc]
SOCIALACCOUNT_ADAPTER = "schoolslink.interop.oidc.client.Providers"
SOCIALACCOUNT_STORE_TOKENS = False
CONTENT_SECURITY_POLICY = csp.policy(
    [*(one.origin for one in ENVIRONMENT.oidc), *ENVIRONMENT.identity_providers]
)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SERVICE_NAME = "Schools Link"
SERVICE_NHS_LOGO = ENVIRONMENT.nhs_logo
SERVICE_HOME = "/"
SERVICE_EXIT_TO = NEUTRAL_SITE
FAMILY_HOME = "/my-request"

USE_TZ = True
TIME_ZONE = "Europe/London"
USE_I18N = True
# No LocaleMiddleware: families' and public pages speak the language the reader chose on them.
LANGUAGE_CODE = languages.ENGLISH
LANGUAGES = languages.LANGUAGES
LOCALE_PATHS = [translations.LOCALE]

# Every page of a demonstration says that its people are invented.
SERVICE_SYNTHETIC = ENVIRONMENT.kind == "demo"
SERVICE_FOOTER_LINKS = [{"href": "/sources", "text": gettext_lazy("Where facts come from")}]
ROBOTS_ALLOWED = ["/accessibility", "/help-now", "/sources", "/where-to-turn"]

# Authorities' own school terms, where an operator has put them; else they are assumed.
TERM_DATES = ENVIRONMENT.term_dates

HANDOVERS_MODULE = "schoolslink.config.handovers"

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# A file of 10 MB, and the form around it, is the most that anybody sends. It is held in memory alone:
# what somebody sends about a child is never written to a disk unsealed.
REQUEST_MOST_BYTES = 11 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_MOST_BYTES
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# Sealed files that go with requests; and ClamAV's socket, where it is there.
FILES_FOLDER = ENVIRONMENT.files
CLAMD_SOCKET = ENVIRONMENT.clamd_socket
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
MAIL_SERVER = mail.server_of(ENVIRONMENT)
EMAIL_BACKEND = MAIL_SERVER.backend
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.uses_starttls, MAIL_SERVER.uses_tls
EMAIL_TIMEOUT = 10
MAIL_FOLDER = MAIL_SERVER.folder
TEXT_GATEWAY_DOMAIN = ENVIRONMENT.text_gateway
NOTICE_KINDS = "schoolslink.config.messages"
SERVICE_QUESTIONS = "schoolslink.referrals.rules.request"

OUTBOX_SUBSCRIPTIONS = "schoolslink.config.subscriptions"
FAILPOINTS = failpoints.parse(ENVIRONMENT.failpoints)
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "schoolslink.config.schedule.register"
PROCRASTINATE_READONLY_MODELS = True

LOGGING = log_lines.config()
TESTING = ENVIRONMENT.kind == "test"
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

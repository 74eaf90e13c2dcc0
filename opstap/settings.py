"""All settings, read from the environment, so that several installations can live side by side.

OPSTAP_DATA_DIR     SQLite file, uploaded files, generated keys   (default: the user's XDG data folder)
DATABASE_URL        postgres://…                                   (default: SQLite in the data folder)
OPSTAP_SECRET_KEY   secret of sessions and links                   (default: made once, kept there)
OPSTAP_URL          public address, https://… in real use          (default: http://localhost:8000)
OPSTAP_TRUSTED_ISSUERS  whose credentials are checked over the network: hosts or did:web:…, comma-separated
OPSTAP_HOSTS        further host names, comma-separated
OPSTAP_PROXIES      how many proxies of ours stand in front     (default: 0; sign-in limits count per address)
OPSTAP_SIGNIN_ISSUER    sign-in by a directory of your own (OpenID Connect): https://…   (default: none)
OPSTAP_SIGNIN_CLIENT_ID, _CLIENT_SECRET     as that directory gave them
OPSTAP_SIGNIN_NAME_FR, _NL, _EN     what the directory is called; one of them is enough
OPSTAP_SIGNIN_SIGN_OUT  1: who signs out here is sent to sign out there, too
OPSTAP_SIGNIN_VIA   hosts through which its pages pass people on, comma-separated
OPSTAP_DEMO         1: demonstration mode, banner on every page, second factor not forced
OPSTAP_DEBUG        1: developer's error pages, never in real use
OPSTAP_EMAIL_URL    smtp://user:password@host:port                 (default: printed on the console)
OPSTAP_EMAIL_FROM   sender of mails
OPSTAP_CLAMD        unix socket of a virus scanner (clamd)        (default: none, pieces are "not scanned")
OPSTAP_MAP_TILES    tiles under the map, https://host/{z}/{x}/{y}.png     (default: none, outlines only)
OPSTAP_MAP_CREDIT   whom to name for the tiles
OPSTAP_BACKUP_DIR   where backups are written                      (default: backups/ in the data folder)
OPSTAP_BACKUP_HOUR  the hour from which the daily backup is made, 0 to 23    (default: 2)
OPSTAP_BACKUP_KEEP  how many days, weeks and months keep one; 0: none is made by itself   (default: 7,4,6)
"""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _data_dir() -> Path:
    default = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "opstap"
    folder = Path(os.environ.get("OPSTAP_DATA_DIR") or default).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _secret_key(folder: Path) -> str:
    """The secret of this installation: from the environment, else made once with mode 0600."""
    given = os.environ.get("OPSTAP_SECRET_KEY")
    if given:
        return given
    path = folder / "secret_key"
    if not path.exists():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _backup_keep(text: str) -> tuple[int, int, int]:
    """ "7,4,6": days, weeks, months; fewer numbers leave the rest at zero."""
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= 3 or min(numbers) < 0:
        raise ImproperlyConfigured(f"OPSTAP_BACKUP_KEEP={text}: write days,weeks,months as 7,4,6; or 0.")
    days, weeks, months = (*numbers, 0, 0)[:3]
    return days, weeks, months


def _backup_hour(text: str) -> int:
    if not text.isdecimal() or int(text) > 23:
        raise ImproperlyConfigured(f"OPSTAP_BACKUP_HOUR={text}: write an hour from 0 to 23.")
    return int(text)


def _trusted_issuers(text: str) -> list[str]:
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    for entry in entries:
        if not re.fullmatch(r"did:web:[\w.%:~-]+|[A-Za-z0-9.-]+(:\d{1,5})?", entry):
            raise ImproperlyConfigured(f"OPSTAP_TRUSTED_ISSUERS: {entry} is neither a host nor a did:web.")
    return entries


def _map_tiles(text: str) -> str:
    """The template of an address, with every part that the map fills in; "" for none."""
    parts = urlsplit(text)
    is_whole = parts.scheme == "https" and re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", parts.netloc)
    rest = parts.path + parts.query
    if text and not (is_whole and all(f"{{{part}}}" in rest for part in "zxy")):
        raise ImproperlyConfigured(
            f"OPSTAP_MAP_TILES={text}: write https://host/…{{z}}/{{x}}/{{y}}…, with one host, not {{s}}."
        )
    return text


def _sign_in_directory() -> dict[str, str]:
    """As written; what is wrong in it is said by `opstap check` (accounts.directory.configuration)."""
    names = "ISSUER CLIENT_ID CLIENT_SECRET NAME_FR NAME_NL NAME_EN SIGN_OUT VIA".split()
    return {name: os.environ.get(f"OPSTAP_SIGNIN_{name}", "").strip() for name in names}


def _form_targets(directory: dict[str, str]) -> list[str]:
    """Where a form may lead besides to us: a browser also asks this of each redirect that follows."""
    issuer = re.match(r"https?://[A-Za-z0-9.:\[\]-]+(?=/|$)", directory["ISSUER"])
    hosts = [host.strip() for host in directory["VIA"].split(",")] if issuer else []
    via = [f"https://{host}" for host in hosts if re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", host)]
    return [issuer.group(), *via] if issuer else []


DATA_DIR = _data_dir()
SECRET_KEY = _secret_key(DATA_DIR)
# Every file in the data folder that holds a key: backups carry them, restores put them back.
KEY_FILES = ["secret_key", "issuer_key"]
DEBUG = _flag("OPSTAP_DEBUG")
DEMO = _flag("OPSTAP_DEMO")
BACKUP_DIR = Path(os.environ.get("OPSTAP_BACKUP_DIR") or DATA_DIR / "backups").resolve()
BACKUP_HOUR = _backup_hour(os.environ.get("OPSTAP_BACKUP_HOUR") or "2")
# The invented region is not worth a night's disk: there only what somebody asks for.
BACKUP_KEEP = _backup_keep(os.environ.get("OPSTAP_BACKUP_KEEP") or ("0" if DEMO else "7,4,6"))
# Loops of the coverage engine are compiled once an installation and kept beside the code, or here where that
# cannot be written (`coverage/engine/compiling.py`).
if not os.access(PACKAGE, os.W_OK):
    os.environ.setdefault("NUMBA_CACHE_DIR", str(DATA_DIR / "compiled"))
# Fonts of other scripts for printed documents, beside those of the system.
FONT_DIR = os.environ.get("OPSTAP_FONT_DIR", "")
# Added pieces are scanned by clamd where its unix socket is named.
CLAMD = os.environ.get("OPSTAP_CLAMD", "")
# Under the map: none, so that no page makes a request to another host; or the tiles the operator chose.
MAP_TILES = _map_tiles(os.environ.get("OPSTAP_MAP_TILES", "").strip())
MAP_CREDIT = os.environ.get("OPSTAP_MAP_CREDIT", "").strip()
MAP_HOST = urlsplit(MAP_TILES).netloc
PROXIES = int(os.environ.get("OPSTAP_PROXIES") or 0)
SITE_URL = os.environ.get("OPSTAP_URL", "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"
ALLOWED_HOSTS = [
    host
    for host in (
        _site.hostname or "localhost",
        "localhost",
        "127.0.0.1",
        "[::1]",
        *os.environ.get("OPSTAP_HOSTS", "").split(","),
    )
    if host.strip()
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SIGN_IN_DIRECTORY = _sign_in_directory()
TRUSTED_ISSUERS = _trusted_issuers(os.environ.get("OPSTAP_TRUSTED_ISSUERS", ""))

INSTALLED_APPS = [
    "opstap.core",
    "opstap.credentials",
    "opstap.accounts",
    "opstap.territory",
    "opstap.spaces",
    "opstap.keeping",
    "opstap.coverage",
    "opstap.desk",
    "opstap.census",
    "opstap.label",
    "opstap.network",
    "opstap.finder",
    "opstap.exchange",
    "opstap.demonstration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "opstap.core.policy.policy_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "opstap.core.tongues.TongueMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "opstap.accounts.middleware.AuthenticationMiddleware",
    "opstap.desk.middleware.DeskAnswersMiddleware",
    "opstap.desk.middleware.SharedDeskMiddleware",
    "opstap.accounts.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "opstap.accounts.middleware.SecondFactorMiddleware",
    "opstap.accounts.middleware.PrivatePagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "opstap.urls"
WSGI_APPLICATION = "opstap.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opstap.core.context.site",
            ],
            "builtins": [
                "opstap.core.templatetags.opstap",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

# CONN_MAX_AGE=None is vital: without it SQLite's read+write falls six-fold.
DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'opstap.sqlite3'}", conn_max_age=None)
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;",
    }
    # In-memory test databases would make the concurrency tests meaningless.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # Plans are kept of what is asked at every turn (core.prepared); other questions carry their values along.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 1)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "opstap.accounts.backends.SignInBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "opstap.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "finder:question"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to people who have nothing to do with us
ACCOUNT_ADAPTER = "opstap.accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Django's own: the one of allauth writes rows of addresses that nobody uses here.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Failed passwords are counted by axes in the database; this one guards the codes of the second factor.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "120/m/ip,10/15m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "120/m/ip",
}
ACCOUNT_FORMS = {
    "login": "opstap.accounts.forms.SignInForm",
    "change_password": "opstap.accounts.forms.ChangePasswordForm",
    "reset_password": "opstap.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "opstap.accounts.forms.NewPasswordForm",
    "reauthenticate": "opstap.accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "opstap.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TOTP_ISSUER = "Opstap"
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "opstap.accounts.forms.CodeForm",
    "reauthenticate": "opstap.accounts.forms.CodeAgainForm",
    "activate_totp": "opstap.accounts.forms.FirstCodeForm",
    "add_webauthn": "opstap.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "opstap.accounts.forms.NamePasskeyForm",
    "authenticate_webauthn": "opstap.accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "opstap.accounts.forms.PasskeyAgainForm",
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "opstap.accounts.views.locked"
AXES_USERNAME_CALLABLE = "opstap.accounts.adapter.attempted_email"
AXES_CLIENT_IP_CALLABLE = "opstap.accounts.adapter.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says how long to wait, and that stays true
AXES_DISABLE_ACCESS_LOG = True  # no list of who signed in from where
AXES_VERBOSE = False

CSRF_FAILURE_VIEW = "opstap.desk.views.refusals.csrf_failure"
SESSION_ENGINE = "opstap.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # a working day at a shared desk computer
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "opstap_session"
SECURE_SSL_REDIRECT = False  # the proxy in front does it; see docs/operations
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([f"https://{MAP_HOST}"] if MAP_TILES else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *_form_targets(SIGN_IN_DIRECTORY)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LANGUAGE_CODE = "fr"
# Everything is in these three; the words of the finder in six more, each under its own name (core.tongues).
OFFICE_LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("en", _("English"))]
FINDER_LANGUAGES = [
    ("ar", "العربية"),
    ("uk", "Українська"),
    ("tr", "Türkçe"),
    ("pl", "Polski"),
    ("es", "Español"),
    ("de", "Deutsch"),
]
LANGUAGES = [*OFFICE_LANGUAGES, *FINDER_LANGUAGES]
LANGUAGES_BIDI = ["ar"]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "opstap.core.storage.ModuleStorage"
    },
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20000}}
}

_mail = urlsplit(os.environ.get("OPSTAP_EMAIL_URL", ""))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _mail.hostname
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme in {"smtp+tls", "submission"}
DEFAULT_FROM_EMAIL = os.environ.get("OPSTAP_EMAIL_FROM", f"opstap@{_site.hostname or 'localhost'}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

FORM_RENDERER = "opstap.core.forms.Renderer"

"""What does Django need to know? Whatever an operator may change comes from one environment variable.

| variable | meaning |
|---|---|
| DATABASE_URL | the database, as the app role; unset: the embedded one |
| KEPT_OWNER_URL | the same database as its owner, for migrations, backup and restore |
| KEPT_DATA | the folder of the data and the secrets |
| KEPT_FILES | the folder of photographs and other files; unset: files in the folder of the data |
| KEPT_SECRET_KEY | signs cookies; unset: the one made at the first run |
| KEPT_SECRET_KEYS_BEFORE | earlier keys, separated by commas: what was signed with them still holds |
| KEPT_HOSTS | names under which the pages are reached, separated by commas |
| KEPT_HTTPS | 1 when visitors come over HTTPS, through a proxy that sets X-Forwarded-Proto |
| KEPT_PG_BIN | the folder of the programs of PostgreSQL 15 or newer; unset: those that come with Kept |
| KEPT_POOL | how many connections a process keeps open to the database; unset: one at a time |
| KEPT_DEMONSTRATION | 1 when everything here was made up; “kept demo” and “kept run” find out and set it |
| KEPT_IDLE | after how many minutes without a page a session ends; unset: 30 |
| KEPT_SECOND_FACTOR | roles that must have a second factor, by commas, such as administrator,director |
| KEPT_OIDC_ISSUER | the address of your OpenID Connect provider, such as https://login.example.org |
| KEPT_OIDC_CLIENT_ID | the name under which Kept is known to that provider |
| KEPT_OIDC_SECRET_FILE | the file that holds its secret; unset: openid-secret in the folder of the data |
| KEPT_OIDC_NAME | what the button says, such as Karin's sign-in; unset: your organisation |
| KEPT_ADDRESS | where Kept is reached, such as https://kept.example.org: e-mails lead there |
| KEPT_SMTP_URL | the mail server, such as smtp://name:password@mail.example.org:587; unset: no e-mail goes |
| KEPT_MAIL_FROM | who e-mails come from; unset: kept@ and the name in KEPT_ADDRESS |
| KEPT_MAILBOXES | the mailboxes read, such as karin=imaps://name@mail.example.org/INBOX; unset: none |
| KEPT_NOTIFY_KEY_<NAME> | its key at GOV.UK Notify; with _FILE behind it, a file of mode 0600; unset: none |
| KEPT_NOTIFY_URL | another address of GOV.UK Notify, as in tests |
| KEPT_DROP | a folder by which messages go to other services, and results come back; unset: none |
| KEPT_PRIVATE_HOOKS | 1 when hooks may lead to plain http and to private addresses, as in tests |
| KEPT_WEB_WORKERS | how many processes serve pages; unset: one for each core, four at most |
| KEPT_DEBUG | 1 shows faults in the browser; only on your own machine |
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from kept.casework.mailbox_at import mailboxes_of
from kept.config import database, mail, signingin
from kept.config.logs import logging_settings
from kept.server import places

_PACKAGE = Path(__file__).resolve().parents[1]


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in ("1", "true", "yes")


def _listed(name: str) -> list[str]:
    return [each.strip() for each in os.environ.get(name, "").split(",") if each.strip()]


DEBUG = _flag("KEPT_DEBUG")
DEMONSTRATION = _flag("KEPT_DEMONSTRATION")
_made = places.Secrets.read(places.data_folder())
# Without a first run there is nothing to sign for longer than this process lives; `kept check` says so.
SECRET_KEY = os.environ.get("KEPT_SECRET_KEY") or (_made.key if _made else secrets.token_urlsafe(50))
SECRET_KEY_FALLBACKS = _listed("KEPT_SECRET_KEYS_BEFORE")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_listed("KEPT_HOSTS")]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "kept.store",
    "kept.web",
]
MIDDLEWARE = [
    "kept.config.middleware.each_request",
    "django.middleware.security.SecurityMiddleware",
    "kept.config.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "kept.config.urls"
WSGI_APPLICATION = "kept.config.wsgi.application"
ASGI_APPLICATION = "kept.config.asgi.application"
# The addresses of Kept have no slash at their end.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def _databases() -> dict[str, dict[str, Any]]:
    url = database.app_url()
    try:
        # With no server, importing the settings must still work: for types, translations, new migrations.
        known = database.from_url(url or database.socket_url(database.APP_ROLE, "", "/nonexistent"))
    except database.UrlFault as fault:
        raise ImproperlyConfigured(str(fault)) from fault
    pool = int(os.environ.get("KEPT_POOL", "0"))
    if pool:
        known["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "ATOMIC_REQUESTS": False,
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            **known,
        }
    }


DATABASES = _databases()
# One that several machines share where several serve pages.
FILES_FOLDER = places.files_folder()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "store.Account"
AUTHENTICATION_BACKENDS = ["kept.web.signin.backend.HandleOrEmail"]
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
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"

# Of allauth we use what checks codes, passkeys and other people's word; the pages are our own (web/signin).
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "kept.store.factors.Secrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "kept.web.signin.openid.OtherSignIn"
SOCIALACCOUNT_PROVIDERS = signingin.openid_connect(places.data_folder())
# The roles that must prove themselves a second time, and those whose account page asks them to.
SECOND_FACTOR_FOR = signingin.second_factor_for()

_https = _flag("KEPT_HTTPS")
SESSION_ENGINE = "kept.store.sessions"
SESSION_COOKIE_NAME = "kept_session"
SESSION_COOKIE_AGE = 12 * 60 * 60  # one long working day
SESSION_IDLE = 60 * signingin.minutes("KEPT_IDLE", 30)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_NAME = "kept_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kept.web.shared.problems.csrf_failed"
CSRF_COOKIE_SECURE = _https
CSRF_FAILURE_VIEW = "kept.web.shared.problems.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _listed("KEPT_HOSTS")] if _https else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A form of long words in many fields, and no more.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Style sheets and scripts lie inside the package, ready built: nothing is collected anywhere else.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(as_json=not DEBUG)

# E-mail to staff goes only where a mail server is named; without one, everything is told inside Kept alone.
_post = mail.settings_of(os.environ)
MAIL_GOES = _post.goes
KEPT_ADDRESS = _post.address
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _post.sender
EMAIL_HOST, EMAIL_PORT = _post.host, _post.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _post.user, _post.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _post.starttls, _post.tls
EMAIL_TIMEOUT = 20
# Which mailboxes the worker reads; their passwords lie in files (see casework.mailbox_at).
try:
    MAILBOXES = mailboxes_of(os.environ.get("KEPT_MAILBOXES", ""), str(places.data_folder()))
except ValueError as fault:
    raise ImproperlyConfigured(f"KEPT_MAILBOXES: {fault}") from fault
PRIVATE_HOOKS = _flag("KEPT_PRIVATE_HOOKS")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

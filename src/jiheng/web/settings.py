"""Django's settings, from the installation's configuration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from jiheng.web import configuration
from jiheng.web.logs import logging_of

CONFIGURATION = configuration.load()
HERE = Path(__file__).parent

SECRET_KEY = configuration.secret_key(CONFIGURATION.data)
DEBUG = CONFIGURATION.debug
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
ROOT_URLCONF = "jiheng.web.urls"
WSGI_APPLICATION = "jiheng.web.wsgi.application"
AUTH_USER_MODEL = "records.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "jiheng.web.records",
    "jiheng.web.pages",
]

MIDDLEWARE = [
    "jiheng.web.pages.middleware.RequestLog",
    # Before all that make answers of their own, so that every answer has their headers.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jiheng.web.pages.middleware.FaultPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiheng.web.pages.readable.Readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "jiheng.web.pages.received.Received",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiheng.web.pages.middleware.SignedIn",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "jiheng.web.pages.context.shell",
            ],
        },
    }
]

DATABASES: dict[str, Any] = {"default": configuration.database(CONFIGURATION)}
FILES = CONFIGURATION.data / "files"
"""Where uploaded files lie."""

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = CONFIGURATION.data / configuration.STATIC_FOLDER
WHITENOISE_USE_FINDERS = True
"""The files of the package itself: nothing has to be collected first."""
WHITENOISE_AUTOREFRESH = DEBUG

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = CONFIGURATION.https
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ---- safety

AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jiheng.web.pages.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "jiheng.web.pages.passwords.NotLikeThePerson",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "jiheng.web.pages.passwords.NotCommon"},
    {"NAME": "jiheng.web.pages.passwords.KindsOfCharacters"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "jiheng.web.pages.account.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_HANDLER = "jiheng.web.pages.throttling.Throttle"
AXES_CLIENT_IP_CALLABLE = "jiheng.web.pages.throttling.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
TRUSTED_PROXIES = CONFIGURATION.trusted_proxies
OTP_TOTP_ISSUER = "绩衡"
SESSION_COOKIE_AGE = CONFIGURATION.session_minutes * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "jiheng_session"
CSRF_COOKIE_NAME = "jiheng_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.https
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "jiheng.web.pages.faults.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a form that takes fewer says so itself, on its page
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
LARGEST_UPLOAD = CONFIGURATION.upload_megabytes * 1_000_000
MOST_ATTACHMENTS = CONFIGURATION.attachments
LARGEST_ATTACHMENTS = CONFIGURATION.attachment_megabytes * 1_000_000
ATTACHMENTS_AN_HOUR = CONFIGURATION.attachments_an_hour
SECOND_FACTOR = CONFIGURATION.second_factor

# ---- e-mail and logs

MAIL = configuration.mail_server(CONFIGURATION)
if MAIL is not None:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
    EMAIL_TIMEOUT = 20
MAIL_PERIOD = timedelta(minutes=CONFIGURATION.email_minutes)
ADDRESS = CONFIGURATION.address
MAIL_IS_SET_UP = MAIL is not None
DEFAULT_FROM_EMAIL = CONFIGURATION.email_from or "jiheng@localhost"
LOGGING = logging_of(requests=CONFIGURATION.log_requests)

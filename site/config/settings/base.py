"""What holds everywhere. Production is the strict form; dev and test only loosen it."""

from __future__ import annotations

from config import database, environment, mail, searching
from config.environment import DATA_DIR, ROOT

INSTALLED_APPS = [
    "portal",
    "editorial",
    "search",
    "retention",
    "records",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.admin",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail",
    "taggit",
    "modelcluster",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.policy.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "config.policy.KeepingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.policy.NotFoundMiddleware",
    "config.policy.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "editorial.sessions.StandingMiddleware",
    "editorial.passwords.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "editorial.middleware.ReadablePagesMiddleware",
    "editorial.middleware.ProtectedMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context.entity",
            ],
        },
    },
]

DATABASES = {"default": database.settings_of(environment.DATABASE_URL, DATA_DIR)}

DATABASE_OWNER = database.owner_of(environment.DATABASE_OWNER_URL, DATABASES["default"])

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "editorial.passwords.WatchedBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "editorial.passwords.PasswordWatch"},  # asks nothing; hears of every password set
]
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
TRUSTED_PROXIES = environment.TRUSTED_PROXIES
AXES_HANDLER = "config.lockout.LimitsHandler"
AXES_CLIENT_IP_CALLABLE = "config.lockout.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
LOCKOUT_LIMITS = (10, 50, 100)  # of each of these, in the same order; why, in config.lockout
AXES_FAILURE_LIMIT = LOCKOUT_LIMITS[0]
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "wagtailadmin/locked_out.html"
AXES_ALLOWED_CORS_ORIGINS = "null"

LANGUAGE_CODE = "es-co"
LANGUAGES = [("es-co", "Español (Colombia)")]
LOCALE_PATHS = [  # the first one wins; the second fills what the libraries lack in Spanish, by hand
    ROOT / "templates" / "locale",
    ROOT / "templates" / "locale_upstream",
]
TIME_ZONE = "America/Bogota"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
RECORDS_STORAGE_ROOT = DATA_DIR / "files"
RECORDS_STORAGE = "records.storage.LocalStorage"
RECORDS_RENDERER = "records.rendering.TypstRenderer"
ELASTICSEARCH = searching.server_of(environment.ELASTICSEARCH)  # None: the database searches
# Its client warns of each failed try; `search` tells once that the server is gone, and once more
# when it is back.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"elastic_transport": {"level": "ERROR"}},
}
SEAL_PKCS12 = environment.SEAL_PKCS12
SEAL_PKCS11 = environment.SEAL_PKCS11
SEAL_PASSWORD = environment.SEAL_PASSWORD
SEAL_CHAIN = environment.SEAL_CHAIN
TSA_URL = environment.TSA_URL
TSA_ROOTS = environment.TSA_ROOTS
SEAL_DEMO_ALLOWED = False  # only dev and test seal with a key of demonstration
SEAL_DEMO_FOLDER = DATA_DIR / "keys"
REGISTER_ANCHORS = DATA_DIR / "heads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # 100 activities are more than 800 form fields
DATA_UPLOAD_MAX_NUMBER_FILES = 400  # a folder of 300 documents is adopted at once
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_MINUTES = environment.SESSION_IDLE_MINUTES  # of the staff (editorial.idle)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

DEMO_PASSWORD = ""  # only dev and test have one: without it there is no demo entity

vars().update(mail.settings_of(environment.EMAIL_URL))
DEFAULT_FROM_EMAIL = mail.sender_of(environment.EMAIL_FROM, environment.SITE_URL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGIN_URL = "wagtailadmin_login"
WAGTAILADMIN_USER_LOGIN_FORM = "config.door.LoginForm"
WAGTAIL_SITE_NAME = "Legajo"
WAGTAILADMIN_BASE_URL = environment.SITE_URL or f"http://127.0.0.1:{environment.PORT}"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FINISH_WORKFLOW_ACTION = "editorial.finish.leave_publishing_to_issue"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# The dates of this house are legal dates in Colombia: everybody sees the same hour.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("es", "Español")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

"""Settings of the test run: fast hashing, mail kept in memory, small surprises."""

from servicedesk.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMPANY_NAME = "青禾服务"
AXES_ENABLED = False
SECURE_SSL_REDIRECT = False
TESTING = True

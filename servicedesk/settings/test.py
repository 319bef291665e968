"""Settings of the test run: fast hashing, mail kept in memory, small surprises."""

import os
import tempfile
from pathlib import Path

from servicedesk.settings import *  # noqa: F403
from servicedesk.settings import DATABASES

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in real life: threads and child processes of a test have their own
    # connections, locks and transactions, which a database in memory would hide.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"desk-test-{os.getpid()}.sqlite3")
    }

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMPANY_NAME = "青禾服务"
MAIL_IS_SET_UP = True
if not REDIS_URL:  # noqa: F405
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
AXES_ENABLED = False
SECURE_SSL_REDIRECT = False
TESTING = True

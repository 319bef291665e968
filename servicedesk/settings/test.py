"""Settings of the test run: fast hashing, mail kept in memory, small surprises."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from servicedesk.settings import *  # noqa: F403
from servicedesk.settings import CACHES, DATABASES, REDIS_URL

# Each process of the run (xdist starts several) has a corner of its own, and none
# writes into var/, where the developer's own desk may be running.
_CORNER = Path(tempfile.mkdtemp(prefix="desk-test-"))
atexit.register(shutil.rmtree, _CORNER, ignore_errors=True)
MEDIA_ROOT = _CORNER / "media"

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in real life: threads and child processes of a test have their own
    # connections, locks and transactions, which a database in memory would hide.
    DATABASES["default"]["TEST"] = {"NAME": str(_CORNER / "desk.sqlite3")}

if REDIS_URL:
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    CELERY_BROKER_URL = f"{REDIS_URL.rpartition('/')[0]}/{_number}"
    CACHES["default"]["LOCATION"] = CELERY_BROKER_URL
else:
    # Nobody listens: a test runs the sweeps itself.
    CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT = "memory://", "memory"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
COMPANY_NAME = "青禾服务"
MAIL_IS_SET_UP = True
AXES_ENABLED = False
SECURE_SSL_REDIRECT = False
TESTING = True

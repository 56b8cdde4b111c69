"""The suite: a throw-away data folder, quick hashes, the same guards as everywhere."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES

DEBUG = False
SECRET_KEY = "only for tests"  # noqa: S105
DEMO_PASSWORD = "una clave solo de pruebas"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
_folder = Path(tempfile.mkdtemp(prefix="legajo-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
DATA_DIR = _folder
MEDIA_ROOT = _folder / "media"
STATIC_ROOT = _folder / "static"
RECORDS_STORAGE_ROOT = _folder / "files"
SEAL_PKCS12 = SEAL_PKCS11 = SEAL_PASSWORD = SEAL_CHAIN = TSA_URL = TSA_ROOTS = ""
ELASTICSEARCH = None  # tests that need the server ask for it: what one indexes is no other's
SEAL_DEMO_ALLOWED = True
SEAL_DEMO_FOLDER = _folder / "keys"
REGISTER_ANCHORS = _folder / "heads"
STATIC_ROOT.mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that a test that needs real commits can work on a copy of it.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / f"test-{os.getpid()}.sqlite3")}

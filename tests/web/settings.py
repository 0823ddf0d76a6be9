"""The app's settings for tests: a data folder of their own, a cheap password hash, the database that is asked for.

JIHENG_TEST_DATABASE is blank for SQLite (in a file, as it is used) or a PostgreSQL address.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_DATA = tempfile.mkdtemp(prefix="jiheng-test-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
for _name in [
    name for name in os.environ if name.startswith("JIHENG_") and name not in ("JIHENG_TEST_DATABASE", "JIHENG_LAYOUTS")
]:
    if _name in (
        "JIHENG_DATABASE",
        "JIHENG_HOSTS",
        "JIHENG_HTTPS",
        "JIHENG_SECOND_FACTOR",
        "JIHENG_EMAIL",
        "JIHENG_DEBUG",
    ):
        del os.environ[_name]
os.environ["JIHENG_DATA"] = _DATA
if os.environ.get("JIHENG_TEST_DATABASE"):
    os.environ["JIHENG_DATABASE"] = os.environ["JIHENG_TEST_DATABASE"]

from jiheng.web.settings import *  # noqa: E402, F403
from jiheng.web.settings import DATABASES, STATIC_ROOT  # noqa: E402

os.makedirs(STATIC_ROOT)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True  # else each of the many clients looks at all static files first
_worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_DATA, f"test-{_worker}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"jiheng_test_{os.getpid()}"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0

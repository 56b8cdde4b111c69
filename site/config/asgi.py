from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"config.settings.{os.environ.get('LEGAJO_ENV', 'dev')}"
)
application = get_asgi_application()

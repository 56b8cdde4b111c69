"""The settings of the site that is measured from outside: those of the tests, with its server."""

from __future__ import annotations

from config.settings.base import ELASTICSEARCH
from config.settings.test import *  # noqa: F403

__all__ = ["ELASTICSEARCH"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
}
"""Whoever measures sees why an answer was none."""

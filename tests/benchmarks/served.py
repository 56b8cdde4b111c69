"""The settings of the site that is measured from outside: those of the tests, with its server."""

from __future__ import annotations

from config.settings.base import ELASTICSEARCH
from config.settings.test import *  # noqa: F403

__all__ = ["ELASTICSEARCH"]

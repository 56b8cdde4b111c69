"""Who may know (Ley 1712 de 2014, arts. 6, 18 and 19)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessLevel(models.TextChoices):
    PUBLIC = "public", _("public")
    CLASSIFIED = "classified", _("classified")
    RESERVED = "reserved", _("reserved")

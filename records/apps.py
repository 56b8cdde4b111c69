from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Archive and records")

    def ready(self) -> None:
        from records import attaching, followers

        followers.register_follower("attach", attaching.on_event)
        followers.connect()

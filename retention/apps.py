from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = _("Retention")

    def ready(self) -> None:
        from records.checking import register_rule_source
        from retention.scheduling import codes_with_rule

        register_rule_source(codes_with_rule)

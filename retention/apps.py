from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = _("Retention")

    def ready(self) -> None:
        from records.checking import register_rule_source
        from records.due_tasks import register_due_task
        from records.followers import register_follower
        from records.guards import register_guard
        from records.packaging.sources import register_source
        from records.vetoes import register_veto
        from retention import integrity  # noqa: F401  (its checks register themselves)
        from retention.handovers import passing_on
        from retention.inventories import checking  # noqa: F401 - registers its check
        from retention.protection import GUARDS
        from retention.scheduling import codes_with_rule, extending, former, keeps_settled, packing

        register_rule_source(codes_with_rule)
        register_veto(keeps_settled)
        register_veto(extending.keeps_as_it_was)
        register_due_task("former schedules", former.bring_former)
        register_source(packing.SOURCE)
        register_follower("handovers", passing_on.on_event)
        for guard in GUARDS:
            register_guard(guard)

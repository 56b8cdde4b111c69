from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Archive and records")

    def ready(self) -> None:
        from django.core.checks import Tags, register
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate, pre_migrate

        from records import (
            attaching,
            checks,
            commits,
            due_tasks,
            followers,
            guards,
            reminders,
            urgency,
        )
        from records.capture import works
        from records.case_files import lending
        from records.chain import indexing
        from records.no_record import erasing, papers
        from records.restrictions import warning

        followers.register_follower("attach", attaching.on_event)
        followers.register_follower("chain", indexing.on_event)
        followers.connect()
        due_tasks.register_due_task("captured", works.work_off, works.waits_since)
        due_tasks.register_due_task("papers", papers.expire)
        due_tasks.register_due_task("restrictions", warning.warn)
        due_tasks.register_due_task("suppressed", erasing.erase_suppressed, erasing.waits_since)
        due_tasks.register_due_task("reminders", reminders.remind)
        due_tasks.register_due_task("loans", lending.remind)
        due_tasks.register_due_task("urgent", urgency.withdraw_all_lapsed)
        connection_created.connect(commits.make_certain, dispatch_uid="commits")
        # One sender: Django sends both signals once for every app, when all tables are there.
        pre_migrate.connect(guards.before_migrations, sender=self, dispatch_uid="guards")
        post_migrate.connect(guards.after_migrations, sender=self, dispatch_uid="guards")
        register(checks.guards_stand, Tags.database)
        register(checks.mail_has_a_sender, Tags.security, deploy=True)

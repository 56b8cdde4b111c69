from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Editorial")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_save, pre_save

        from wagtail.models import Page, WorkflowState
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import (
            workflow_approved,
            workflow_cancelled,
            workflow_rejected,
            workflow_submitted,
        )

        from editorial import passwords, sessions
        from editorial.handovers.matters import open_documents
        from editorial.models import AnnexFile, FrozenRevision
        from editorial.permissions import OfficePagePolicy
        from editorial.publishing import on_cancelled, on_event
        from records.followers import register_follower
        from records.guards import Guard, register_guard
        from records.permissions import WRITES
        from records.viewsets.base import RolePermissionPolicy
        from retention.handovers.matters import register_matters

        register_permission_policy(Page, OfficePagePolicy(Page))
        register_permission_policy(
            AnnexFile, RolePermissionPolicy(AnnexFile, change=WRITES, view=())
        )
        register_follower("pages", on_event)
        register_matters(open_documents)
        register_guard(Guard(FrozenRevision))
        pre_save.connect(passwords.before_saved, dispatch_uid="addresses")
        post_save.connect(passwords.on_saved, dispatch_uid="passwords")
        user_logged_in.connect(sessions.on_logged_in, dispatch_uid="sessions")
        workflow_cancelled.connect(on_cancelled, dispatch_uid="editorial.cancelled")
        # Wagtail writes to superusers on submission and to nobody who must sign. Its admin connects
        # after us, and a signal keeps the first receiver of an id: ours, which does nothing.
        for signal, name in (
            (workflow_submitted, "submitted"),
            (workflow_approved, "approved"),
            (workflow_rejected, "rejected"),
        ):
            uid = f"workflow_state_{name}_email_notification"
            signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
            signal.connect(_write_nothing, sender=WorkflowState, dispatch_uid=uid)


def _write_nothing(**kwargs: Any) -> None:
    """In the place of Wagtail's mail."""

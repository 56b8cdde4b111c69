"""How long things are kept, and what then. Imports records, never the other way round."""

from __future__ import annotations

from retention.models.schedule import FinalDisposition, RetentionRule, RetentionSchedule, Trigger

__all__ = ["FinalDisposition", "RetentionRule", "RetentionSchedule", "Trigger"]

"""How long things are kept, and what then. Imports records, never the other way round."""

from __future__ import annotations

from retention.models.handover import PostHandover
from retention.models.inventory import Inventory
from retention.models.rule import (
    FinalDisposition,
    Reproduction,
    RetentionRule,
    RuleBasis,
    SamplingMethod,
    Trigger,
)
from retention.models.schedule import RetentionSchedule

__all__ = [
    "FinalDisposition",
    "Inventory",
    "PostHandover",
    "Reproduction",
    "RetentionRule",
    "RetentionSchedule",
    "RuleBasis",
    "SamplingMethod",
    "Trigger",
]

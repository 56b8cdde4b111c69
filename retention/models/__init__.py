"""How long things are kept, and what then. Imports records, never the other way round."""

from __future__ import annotations

from retention.models.dated_rules import MinimumPeriod, ScheduleTerm
from retention.models.extension import RuleExtension
from retention.models.fact import StartingFact
from retention.models.handover import PostHandover
from retention.models.inventory import Inventory, InventoryPublication
from retention.models.rule import (
    FinalDisposition,
    Reproduction,
    RetentionRule,
    RuleBasis,
    SamplingMethod,
    Trigger,
)
from retention.models.schedule import RetentionSchedule
from retention.models.step import ScheduleStep

__all__ = [
    "FinalDisposition",
    "Inventory",
    "InventoryPublication",
    "MinimumPeriod",
    "PostHandover",
    "Reproduction",
    "RetentionRule",
    "RetentionSchedule",
    "RuleBasis",
    "RuleExtension",
    "SamplingMethod",
    "ScheduleStep",
    "ScheduleTerm",
    "StartingFact",
    "Trigger",
]

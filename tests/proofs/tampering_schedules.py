"""What an attacker would try on schedules in force and on the inventories that were kept."""

from __future__ import annotations

from collections.abc import Iterator

from records.models import DocumentType, Series
from records.storage import LocalStorage
from retention.models import Inventory, RetentionRule, RetentionSchedule
from tests.proofs.tampering import Tampering, drop, put


def rewritten(digest: str) -> None:
    """Other bytes of the same length, under the same name."""
    path = LocalStorage().path(digest)
    path.chmod(0o600)
    path.write_bytes(b" " + path.read_bytes()[1:])


def lost(digest: str) -> None:
    LocalStorage().path(digest).unlink()


def schedules() -> Iterator[Tampering]:
    """Each with the check that must see it; of the schedule that was brought in force."""
    schedule = RetentionSchedule.objects.get()
    step = schedule.steps.get()
    rule = RetentionRule.objects.filter(schedule=schedule).earliest("pk")
    series = rule.series
    digest = step.content_sha256
    for name, check, tamper in (
        ("another status", "schedule_life", lambda: put(schedule, status="replaced")),
        ("a draft again", "schedule_life", lambda: put(schedule, status="draft")),
        ("another step", "schedule_life", lambda: put(step, kind="received")),
        ("no step", "schedule_life", lambda: drop(step)),
        ("a step that leads elsewhere", "schedule_life", lambda: put(step, leads_to="adopted")),
        ("what was frozen, rewritten", "schedule_files", lambda: rewritten(digest)),
        ("what was frozen, lost", "schedule_files", lambda: lost(digest)),
        ("a file that is not there", "schedule_files", lambda: put(step, file_sha256="0" * 64)),
        ("another name of a series", "schedule_lines", lambda: put(series, name="Otra")),
        ("fewer years", "schedule_lines", lambda: put(rule, archive_years=1)),
        ("another disposition", "schedule_lines", lambda: put(rule, disposition="destroy")),
        ("a line without its rule", "schedule_lines", lambda: drop(rule)),
        (
            "a type slipped in",
            "schedule_lines",
            lambda: DocumentType.objects.create(series=series, name="Colado"),
        ),
        (
            "a series slipped in",
            "schedule_lines",
            lambda: Series.objects.create(
                scheme=series.scheme, office=series.office, code="999", name="Colada"
            ),
        ),
    ):
        where = f"{step}" if check == "schedule_files" else f"{schedule} "
        yield Tampering(f"schedule: {name}", check, where, tamper)


def inventories() -> Iterator[Tampering]:
    """Each with the check that must see it; of the first that was kept."""
    kept = Inventory.objects.earliest("pk")
    for name, tamper in (
        ("its content rewritten", lambda: rewritten(kept.content_sha256)),
        ("its content lost", lambda: lost(kept.content_sha256)),
        ("another size", lambda: put(kept, size=kept.size + 1)),
        ("another content", lambda: put(kept, content_sha256="0" * 64)),
    ):
        yield Tampering(f"inventory: {name}", "inventory_file", f"inventario {kept} ", tamper)

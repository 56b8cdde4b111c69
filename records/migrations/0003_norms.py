"""A starting table of norms; an administrator keeps it from then on."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import migrations


def load_norms(apps, schema_editor):
    norm = apps.get_model("records", "LegalReference")
    path = Path(__file__).resolve().parents[1] / "data" / "legal_references.csv"
    with path.open(encoding="utf-8", newline="") as file:
        norm.objects.bulk_create(
            norm(
                kind=row["kind"],
                number=row["number"],
                year=int(row["year"]) if row["year"] else None,
                issuer=row["issuer"],
                title=row["title"][:400],
                valid_from=row["valid_from"] or None,
                valid_to=row["valid_to"] or None,
                replaced_by=row["replaced_by"][:200],
                note=row["note"][:400],
            )
            for row in csv.DictReader(file)
        )


class Migration(migrations.Migration):
    dependencies = [("records", "0002_groups")]

    operations = [migrations.RunPython(load_norms, migrations.RunPython.noop)]

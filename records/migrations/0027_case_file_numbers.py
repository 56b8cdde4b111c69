"""Case files are numbered by the code of their series, whatever scheme it stands in.

Their codes are unique and name no scheme, so a new version of the scheme would have begun again
at 1. Sequences are guarded: those of before stay, and the new ones go on after the last.
"""

from django.db import migrations


def go_on(apps, schema_editor):
    sequences = apps.get_model("records", "Sequence")._default_manager
    last = {}
    for row in sequences.filter(scope__startswith="case_file:"):
        parts = row.scope.split(":", 2)
        if len(parts) == 3 and parts[1].isdecimal():
            key = (f"case_file:{parts[2]}", row.year)
            last[key] = max(last.get(key, 0), row.last)
    for (scope, year), number in last.items():
        sequences.get_or_create(scope=scope, year=year, defaults={"last": number})


class Migration(migrations.Migration):
    dependencies = [("records", "0026_case_file_import")]

    operations = [migrations.RunPython(go_on, migrations.RunPython.noop)]

"""What shows the files of another record keeps apart what that one asks of a reader.

Columns are added in SQL: to make the table anew would lose the triggers of the full-text index.
"""

from __future__ import annotations

from django.db import migrations, models

_ADD = [
    "ALTER TABLE search_searchentry ADD COLUMN needs_original varchar(200) NOT NULL DEFAULT ''",
    "ALTER TABLE search_searchentry ADD COLUMN original_case_file bigint NULL",
]
_DROP = [
    "ALTER TABLE search_searchentry DROP COLUMN original_case_file",
    "ALTER TABLE search_searchentry DROP COLUMN needs_original",
]


class Migration(migrations.Migration):
    dependencies = [("search", "0006_synonyms")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_ADD, _DROP)],
            state_operations=[
                migrations.AddField(
                    "searchentry",
                    "needs_original",
                    models.CharField(blank=True, max_length=200),
                ),
                migrations.AddField(
                    "searchentry",
                    "original_case_file",
                    models.PositiveBigIntegerField(null=True),
                ),
            ],
        ),
    ]

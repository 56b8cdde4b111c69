"""The index of every sort of subject takes the place of that of issued versions.

Nothing is carried over: its follower begins at the first event, and `rebuild_index` does the rest.
"""

from __future__ import annotations

import importlib

from django.db import migrations, models

_BEFORE = importlib.import_module("search.migrations.0002_full_text")
_WORDS = (
    "code_stems",
    "title_stems",
    "heading_stems",
    "body_stems",
    "attached_stems",
    "title_forms",
    "forms",
)
_ALL = ", ".join(_WORDS)
_NEW = ", ".join(f"new.{one}" for one in _WORDS)
_OLD = ", ".join(f"old.{one}" for one in _WORDS)
_PUT_IN = f"INSERT INTO search_fts(rowid, {_ALL}) VALUES (new.id, {_NEW});"  # noqa: S608
_TAKE_OUT = f"""
    INSERT INTO search_fts(search_fts, rowid, {_ALL}) VALUES ('delete', old.id, {_OLD});
"""  # noqa: S608
FTS5 = [
    f"""
    CREATE VIRTUAL TABLE search_fts USING fts5(
        {_ALL}, content='search_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3 4'
    )
    """,
    f"""
    CREATE TRIGGER search_entry_in AFTER INSERT ON search_searchentry BEGIN {_PUT_IN} END
    """,
    f"""
    CREATE TRIGGER search_entry_out AFTER DELETE ON search_searchentry BEGIN {_TAKE_OUT} END
    """,
    f"""
    CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_searchentry BEGIN
        {_TAKE_OUT} {_PUT_IN}
    END
    """,
]
FTS5_UNDO = [
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_out",
    "DROP TRIGGER search_entry_in",
    "DROP TABLE search_fts",
]
TSVECTOR = [
    """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, code_stems), 'A') ||
        setweight(to_tsvector('simple'::regconfig, title_stems), 'B') ||
        setweight(to_tsvector('simple'::regconfig, heading_stems), 'C') ||
        setweight(to_tsvector('simple'::regconfig, body_stems || attached_stems), 'D')
    ) STORED
    """,
    """
    ALTER TABLE search_searchentry ADD COLUMN forms_vector tsvector GENERATED ALWAYS AS (
        setweight(array_to_tsvector(string_to_array(title_forms, ' ')), 'B') ||
        array_to_tsvector(string_to_array(forms, ' '))
    ) STORED
    """,
    "CREATE INDEX search_entry_vector ON search_searchentry USING gin (vector)",
    "CREATE INDEX search_entry_forms ON search_searchentry USING gin (forms_vector)",
]
TSVECTOR_UNDO = ["ALTER TABLE search_searchentry DROP COLUMN vector, DROP COLUMN forms_vector"]


def create(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    _BEFORE.run(schema_editor, TSVECTOR if postgresql else FTS5)


def drop(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    _BEFORE.run(schema_editor, TSVECTOR_UNDO if postgresql else FTS5_UNDO)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text"), ("records", "0001_initial")]
    operations = [
        migrations.RunPython(_BEFORE.drop, _BEFORE.create),
        migrations.DeleteModel("SearchEntry"),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('version', 'version'), ('record', 'record'), ('case_file', 'case_file'), ('series', 'series')], max_length=10)),
                ('subject', models.PositiveBigIntegerField()),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('codes', models.TextField(blank=True)),
                ('headings', models.TextField(blank=True)),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('attached', models.TextField(blank=True)),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('office', models.CharField(blank=True, max_length=20, verbose_name='office')),
                ('process', models.CharField(blank=True, max_length=20, verbose_name='process')),
                ('process_path', models.CharField(blank=True, max_length=400)),
                ('series', models.CharField(blank=True, max_length=40, verbose_name='series')),
                ('series_path', models.CharField(blank=True, max_length=400)),
                ('tags', models.TextField(blank=True)),
                ('access', models.CharField(max_length=10, verbose_name='access')),
                ('audience', models.CharField(default='everybody', max_length=10)),
                ('needs', models.CharField(blank=True, max_length=200)),
                ('day', models.DateField(null=True)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('state', models.CharField(blank=True, max_length=20)),
                ('case_file', models.PositiveBigIntegerField(null=True)),
                ('code_stems', models.TextField()),
                ('title_stems', models.TextField()),
                ('heading_stems', models.TextField(blank=True)),
                ('body_stems', models.TextField(blank=True)),
                ('attached_stems', models.TextField(blank=True)),
                ('title_forms', models.TextField(blank=True)),
                ('forms', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'entry of the search index',
                'verbose_name_plural': 'entries of the search index',
                'ordering': ['sort', 'subject'],
                'indexes': [models.Index(fields=['case_file'], name='search_entry_case_file')],
                'constraints': [models.UniqueConstraint(fields=('sort', 'subject'), name='search_entry_once')],
            },
        ),
        migrations.RunPython(create, drop),
    ]

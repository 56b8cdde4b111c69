"""Tags have words of their own in the index, and what narrows and counts stands before the texts.

What was indexed goes on answering; the follower begins again at the first event, so that the words
of tags come in. `rebuild_index` does so at once.
"""

from __future__ import annotations

import importlib

from django.db import migrations, models

_RUN = importlib.import_module("search.migrations.0002_full_text").run
_BEFORE = importlib.import_module("search.migrations.0003_every_sort")
_WORDS = (
    "code_stems",
    "title_stems",
    "tag_stems",
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
TSVECTOR = [
    """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, code_stems), 'A') ||
        setweight(to_tsvector('simple'::regconfig, title_stems), 'B') ||
        setweight(to_tsvector('simple'::regconfig, heading_stems), 'C') ||
        setweight(
            to_tsvector('simple'::regconfig, tag_stems || body_stems || attached_stems), 'D'
        )
    ) STORED
    """,
    *_BEFORE.TSVECTOR[1:],
]
_SET_ASIDE = "search_before"
_KEPT = (
    *("id", "sort", "subject", "code", "title", "codes", "headings", "body", "attached", "kind"),
    *("office", "process", "process_path", "series", "series_path", "tags", "access", "audience"),
    *("needs", "day", "since", "until", "state", "case_file", "code_stems", "title_stems"),
    *("heading_stems", "body_stems", "attached_stems", "title_forms", "forms"),
)


def set_aside(apps, schema_editor):
    columns = ", ".join(_KEPT)
    schema_editor.execute(
        f"CREATE TABLE {_SET_ASIDE} AS SELECT {columns} FROM search_searchentry"  # noqa: S608
    )


def bring_back(apps, schema_editor):
    """The rows as they were; of tags no word is known yet, so that the follower begins again."""
    columns = ", ".join(name for name in _KEPT if name != "id")
    schema_editor.execute(
        f"INSERT INTO search_searchentry ({columns}, tag_stems)"  # noqa: S608
        f" SELECT {columns}, '' FROM {_SET_ASIDE} ORDER BY id"
    )
    schema_editor.execute(f"DROP TABLE {_SET_ASIDE}")
    apps.get_model("records", "Cursor").objects.filter(follower="search:database").delete()


def create(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    _RUN(schema_editor, TSVECTOR if postgresql else FTS5)


def drop(apps, schema_editor):
    _BEFORE.drop(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_saved_searches"), ("records", "0001_initial")]
    operations = [
        migrations.RunPython(set_aside, migrations.RunPython.noop),
        migrations.RunPython(_BEFORE.drop, _BEFORE.create),
        migrations.DeleteModel("SearchEntry"),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('version', 'version'), ('record', 'record'), ('case_file', 'case_file'), ('series', 'series')], max_length=10)),
                ('subject', models.PositiveBigIntegerField()),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('office', models.CharField(blank=True, max_length=20, verbose_name='office')),
                ('process', models.CharField(blank=True, max_length=20, verbose_name='process')),
                ('series', models.CharField(blank=True, max_length=40, verbose_name='series')),
                ('access', models.CharField(max_length=10, verbose_name='access')),
                ('audience', models.CharField(default='everybody', max_length=10)),
                ('needs', models.CharField(blank=True, max_length=200)),
                ('day', models.DateField(null=True)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('state', models.CharField(blank=True, max_length=20)),
                ('case_file', models.PositiveBigIntegerField(null=True)),
                ('tags', models.TextField(blank=True)),
                ('process_path', models.CharField(blank=True, max_length=400)),
                ('series_path', models.CharField(blank=True, max_length=400)),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('codes', models.TextField(blank=True)),
                ('code_stems', models.TextField()),
                ('title_stems', models.TextField()),
                ('tag_stems', models.TextField(blank=True)),
                ('heading_stems', models.TextField(blank=True)),
                ('title_forms', models.TextField(blank=True)),
                ('headings', models.TextField(blank=True)),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('attached', models.TextField(blank=True)),
                ('body_stems', models.TextField(blank=True)),
                ('attached_stems', models.TextField(blank=True)),
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
        migrations.RunPython(bring_back, migrations.RunPython.noop),
    ]

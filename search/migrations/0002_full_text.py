"""The full-text index of each database, over the stems that Python wrote."""

from __future__ import annotations

from django.db import migrations

FTS5 = [
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        code_stems, title_stems, body_stems, forms,
        content='search_searchentry', content_rowid='issuance_id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3 4'
    )
    """,
    "CREATE VIRTUAL TABLE search_vocab USING fts5vocab('search_fts', 'instance')",
    """
    CREATE TRIGGER search_entry_in AFTER INSERT ON search_searchentry BEGIN
        INSERT INTO search_fts(rowid, code_stems, title_stems, body_stems, forms)
        VALUES (new.issuance_id, new.code_stems, new.title_stems, new.body_stems, new.forms);
    END
    """,
    """
    CREATE TRIGGER search_entry_out AFTER DELETE ON search_searchentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, code_stems, title_stems, body_stems, forms)
        VALUES ('delete', old.issuance_id,
                old.code_stems, old.title_stems, old.body_stems, old.forms);
    END
    """,
    """
    CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_searchentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, code_stems, title_stems, body_stems, forms)
        VALUES ('delete', old.issuance_id,
                old.code_stems, old.title_stems, old.body_stems, old.forms);
        INSERT INTO search_fts(rowid, code_stems, title_stems, body_stems, forms)
        VALUES (new.issuance_id, new.code_stems, new.title_stems, new.body_stems, new.forms);
    END
    """,
]
FTS5_UNDO = [
    "DROP TRIGGER search_entry_changed",
    "DROP TRIGGER search_entry_out",
    "DROP TRIGGER search_entry_in",
    "DROP TABLE search_vocab",
    "DROP TABLE search_fts",
]
TSVECTOR = [
    """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, code_stems), 'A') ||
        setweight(to_tsvector('simple'::regconfig, title_stems), 'B') ||
        setweight(to_tsvector('simple'::regconfig, body_stems), 'C')
    ) STORED
    """,
    """
    ALTER TABLE search_searchentry ADD COLUMN forms_vector tsvector GENERATED ALWAYS AS (
        array_to_tsvector(string_to_array(forms, ' '))
    ) STORED
    """,
    "CREATE INDEX search_entry_vector ON search_searchentry USING gin (vector)",
    "CREATE INDEX search_entry_forms ON search_searchentry USING gin (forms_vector)",
]
TSVECTOR_UNDO = ["ALTER TABLE search_searchentry DROP COLUMN vector, DROP COLUMN forms_vector"]


def run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def create(apps, schema_editor):
    run(schema_editor, TSVECTOR if schema_editor.connection.vendor == "postgresql" else FTS5)


def drop(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    run(schema_editor, TSVECTOR_UNDO if postgresql else FTS5_UNDO)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

"""The index changes its form without losing what it found."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

import pytest

from records.models import Cursor
from search.backends.database.dialects import where
from search.models import SearchEntry

BEFORE = [("search", "0004_saved_searches")]


@pytest.mark.usefixtures("own_database")
def test_what_was_indexed_is_found_while_the_words_of_tags_come_in() -> None:
    executor = MigrationExecutor(connection)
    now = [one for one in executor.loader.graph.leaf_nodes() if one[0] == "search"]
    try:
        executor.migrate(BEFORE)
        entries = executor.loader.project_state(BEFORE).apps.get_model("search", "SearchEntry")
        entries.objects.create(
            **{"sort": "version", "subject": 7, "code": "PR-1", "title": "Agua", "kind": "manual"},
            **{"access": "public", "tags": "|río|", "day": "2020-02-01", "body": "Del agua."},
            **{"code_stems": " pr 1 ", "title_stems": " agu ", "body_stems": " agu "},
        )
        Cursor.objects.create(follower="search:database", seq=40)
    finally:
        MigrationExecutor(connection).migrate(now)
    entry = SearchEntry.objects.get()
    assert (entry.code, entry.tags, entry.body) == ("PR-1", "|río|", "Del agua.")
    assert where(SearchEntry.objects.all(), _MET[connection.vendor], []).count() == 1
    assert not Cursor.objects.filter(follower="search:database").exists()


_MET = {
    "sqlite": "id IN (SELECT rowid FROM search_fts('title_stems : agu'))",
    "postgresql": "vector @@ '''agu'':B'::tsquery",
}

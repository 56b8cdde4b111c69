"""How documents are indexed: the settings and the mapping of an index, and their version. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from search.backends.elastic.documents import document_of
from search.entries import Entry, Key, Sort

DEEPEST = 60_000
"""Hits of an answer that can be reached by their number: more than 500 pages of a hundred."""
UNKEPT = (
    "code_stems",
    "title_stems",
    "tag_stems",
    "heading_stems",
    "body_stems",
    "attached_stems",
    "title_forms",
    "forms",
    "words",
)
"""Fields that are only matched: what they hold follows from the entry, and `derived` proves it."""

_NAME: dict[str, Any] = {"type": "keyword"}
_NUMBER: dict[str, Any] = {"type": "long"}
# Every match is worth what the question says: no statistics of the index, so that neither what one
# may not see nor what was deleted moves anything.
_TEXT: dict[str, Any] = {
    "type": "text",
    "analyzer": "whitespace",
    "similarity": "boolean",
    "norms": False,
}
_STEMS = {**_TEXT, "index_options": "positions", "copy_to": "stems"}
_BEGUN = {"index_prefixes": {"min_chars": 1, "max_chars": 15}}
_SET = {**_TEXT, "index_options": "docs"}


def filling() -> dict[str, Any]:
    """What an index is created with that nobody asks until it is full: see `filled`.

    One shard: counts are exact, ties always the same. Nothing is searched, copied or forced to the
    disk at each step meanwhile.
    """
    quick = {"number_of_replicas": 0, "refresh_interval": "-1", "translog.durability": "async"}
    return {
        "settings": _SETTINGS | quick,
        "mappings": _MAPPINGS | {"_meta": {"version": VERSION}},
    }


def filled(replicas: int) -> dict[str, Any]:
    """What changes in its settings when it is full."""
    return {
        "number_of_replicas": replicas,
        "refresh_interval": "1s",
        "translog.durability": "request",
    }


_SETTINGS: dict[str, Any] = {"number_of_shards": 1, "max_result_window": DEEPEST}
_MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"excludes": list(UNKEPT)},
    "properties": {
        "entry": {"type": "object", "enabled": False},
        "rest": {"type": "object", "enabled": False},
        "derived": {"type": "keyword", "index": False, "doc_values": False},
        "sort": _NAME,
        "subject": _NUMBER,
        "code": _NAME,
        "exact": _NAME,
        "kind": _NAME,
        "office": _NAME,
        "process": _NAME,
        "process_path": _NAME,
        "series": _NAME,
        "series_path": _NAME,
        "tags": _NAME,
        "access": _NAME,
        "audience": _NAME,
        "needs": _NUMBER,
        "needs_count": _NUMBER,
        "needs_original": _NUMBER,
        "needs_original_count": _NUMBER,
        "original_case_file": _NUMBER,
        "day": _NUMBER,
        "since": _NUMBER,
        "until": _NUMBER,
        "year": _NAME,
        "state": _NAME,
        "case_file": _NUMBER,
        "words": _NAME,
        "code_stems": {**_STEMS, **_BEGUN},
        "title_stems": {**_STEMS, **_BEGUN, "fields": {"whole": _NAME}},
        "tag_stems": _STEMS,
        "heading_stems": _STEMS,
        "body_stems": _STEMS,
        "attached_stems": _STEMS,
        "title_forms": {**_SET, **_BEGUN},
        "forms": _SET,
        "stems": _SET,
    },
}

_SAMPLE = Entry(
    key=Key(Sort.VERSION, 1),
    code="PR-M2-P6-01",
    title="Señalización de las vías: ¿cuándo y cómo?",
    codes=("GA-7",),
    headings="Años, entidades y trámites",
    body="Los funcionarios reutilizarán 2,5 ½ conjuntos de datos.",
    attached="Wɨ́ma",
    process=("M2-P6", "M2"),
    tags=("atención-al-público",),
    needs=(1, 2),
    day=date(2020, 2, 29),
)


def _version() -> str:
    """Another one as soon as the mapping, or what is written of an entry, is another."""
    told = json.dumps([_SETTINGS, _MAPPINGS, document_of(_SAMPLE)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:10]


VERSION = _version()

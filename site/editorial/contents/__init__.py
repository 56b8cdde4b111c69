"""Between what an editor fills in and the canonical content. Ids go both ways unchanged.

Works on raw stream data (lists and dicts as StreamField stores them), so that a draft, a revision
and an import are read alike.
"""

from __future__ import annotations

from editorial.contents.from_editor import annex_keys, lost_targets, sections_from
from editorial.contents.ids import new_id, only_row, with_mended_ids
from editorial.contents.to_editor import placed, stream_from

__all__ = [
    "annex_keys",
    "lost_targets",
    "new_id",
    "only_row",
    "placed",
    "sections_from",
    "stream_from",
    "with_mended_ids",
]

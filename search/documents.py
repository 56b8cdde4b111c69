"""What the index knows of an issued version: words of its signed content, and no state."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from records.digests import sha256
from records.exceptions import StorageError
from records.issue import content_of
from records.models import Issuance
from records.text import content_text
from search.analysis import Token, stem, tokens, words

# PostgreSQL keeps at most a megabyte of words a row: half of that in text always fits, some 80,000
# words. Both engines stop there, so that both give the same answers.
BODY_BYTES = 500_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Indexed:
    """The searchable form of one issued version.

    The three `…_stems` are words with a space at each side. `forms` are the body's and title's
    words that differ from their stem, for prefixes.
    """

    issuance_id: int
    code: str
    title: str
    body: str
    code_stems: str
    title_stems: str
    body_stems: str
    forms: str

    @property
    def digest(self) -> str:
        """SHA-256 of all that is indexed."""
        return sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode())


def indexed(issuance: Issuance) -> Indexed:
    """The searchable form of an issued version: same content, same result.

    An unreadable file must not stop the search of all others: its title is indexed, the log tells.
    """
    version = issuance.version
    try:
        body = content_text({**content_of(version), "title": ""})
    except StorageError:
        logger.exception("the content of %s cannot be read; its title is indexed", version)
        body = ""
    return build(issuance.pk, version.code, version.title, body)


def build(issuance_id: int, code: str, title: str, body: str) -> Indexed:
    """The searchable form of these texts. Pure."""
    body = body.replace("\0", " ")
    title_tokens, body_tokens = list(tokens(title)), _within_budget(body)
    forms = {token.word for token in (*title_tokens, *body_tokens) if token.word != token.stem}
    return Indexed(
        issuance_id=issuance_id,
        code=code,
        title=title,
        body=body,
        code_stems=_joined(stem(word) for word in words(code)),
        title_stems=_joined(token.stem for token in title_tokens),
        body_stems=_joined(token.stem for token in body_tokens),
        forms=" ".join(sorted(forms)),
    )


def _joined(stems: Iterable[str]) -> str:
    return f" {' '.join(stems)} "


def _within_budget(body: str) -> list[Token]:
    kept, size = [], 0
    for token in tokens(body):
        size += len(token.word.encode()) + 1
        if size > BODY_BYTES:
            break
        kept.append(token)
    return kept

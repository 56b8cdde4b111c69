"""The engines that answer, the first that can. Others ask `search.queries`, never these."""

from __future__ import annotations

from django.conf import settings

from search.backends.base import Engine
from search.backends.database import DatabaseEngine


def engines() -> list[Engine]:
    """The engines of this installation, in the order in which they are asked.

    The database's own is always the last: it needs nothing else.
    """
    found: list[Engine] = [DatabaseEngine()]
    if settings.ELASTICSEARCH is not None:
        # Its client takes a third of a second to load, and most installations have no server.
        from search.backends.elastic.server import Server  # noqa: PLC0415
        from search.backends.elasticsearch import ElasticsearchEngine  # noqa: PLC0415

        found.insert(0, ElasticsearchEngine(Server(**settings.ELASTICSEARCH)))
    return found

"""The engine of an installation with Elasticsearch 8: the only module that speaks to it.

What is said and how answers are read stands in `search.backends.elastic`. There are two indices:
what everybody may read has one of its own, which anonymous questions ask and no restricted word
enters.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import Search

from search.backends.base import Answer, EngineError, EngineUnavailable, Question, Suggested
from search.backends.elastic import asking, bulk, comparing
from search.backends.elastic.breaker import Breaker
from search.backends.elastic.documents import document_of, identity
from search.backends.elastic.mapping import VERSION, filled, filling
from search.backends.elastic.server import Names, Server, aliases
from search.entries import PORTAL, Entry, Key

_WRITING = 5  # times as long as a question may take
_FILLING = 60  # the same, for a heap of a new index, for which nobody waits
_TOGETHER = 25  # entries of three long texts: so many are read in the time of a writing
_KEYS = 5_000
_FAILURES = ["errors", "items.*.status", "items.*.error.type"]
_TOO_LATE = 0.1  # of the time of a question: with less left, none is begun
_KEPT_OPEN = "2m"
_DAY = 86_400
# What a server says that cannot do more now: it is left alone for a while.
_OVERLOADED = frozenset({429, 502, 503, 504})
# What it says of the one question or entry; all else it would say of every other as well.
_OF_THE_ONE = frozenset({400, 413})
logger = logging.getLogger(__name__)


class ElasticsearchEngine:
    """See `Engine`. Nothing but a rebuild makes an index, so that none is ever taken for whole
    that is not."""

    name = "elasticsearch"

    def __init__(self, server: Server, new: Names | None = None) -> None:
        """`new`: indices that nobody asks yet, instead of those that answer."""
        self._server = server
        self._names = new or aliases(server.prefix)
        self._sender = bulk.Sender(self._send) if new else None

    def answer(self, question: Question) -> Answer:
        if question.query.hopeless:
            return Answer(facets={one: [] for one in question.facets})
        told = self._told(question, asking.question_of(question))
        return asking.answered(question, told)

    def suggest(self, question: Question) -> list[Suggested]:
        return asking.suggested(self._told(question, asking.suggestions_of(question)))

    def vocabulary(self, question: Question) -> Iterable[str]:
        told = self._told(question, asking.vocabulary_of(question))
        return chain.from_iterable(repeat(*one) for one in asking.vocabulary(told))

    def put(self, entries: Collection[Entry]) -> None:
        self._write(one for entry in entries for one in self._placed(entry))

    def drop(self, keys: Collection[Key]) -> None:
        self._write(bulk.deleted(name, identity(key)) for key in keys for name in self._names)

    def keys(self) -> Iterator[Key]:
        with self._speaking() as client:
            client.indices.refresh(index=self._names.staff)
        for hit in self._hits(self._names.staff, _KEYS, source=False):
            yield asking.key_of(hit)

    def held(self) -> Iterator[tuple[Key, str]]:
        with self._speaking() as client:
            client.indices.refresh(index=list(self._names))
        return comparing.held(*map(self._sources, self._names))

    def intact(self) -> bool:
        """Whether both are there with the mapping of this version."""
        with self._speaking() as client:
            try:
                told = client.indices.get_mapping(index=list(self._names))
            except NotFoundError:
                return False
        versions = {one["mappings"].get("_meta", {}).get("version") for one in told.values()}
        return versions == {VERSION}

    def renew(self) -> None:
        """What the server derives it keeps by itself."""

    @contextmanager
    def anew(self) -> Iterator[ElasticsearchEngine]:
        """New indices, which answer in place of the old ones when they are filled, all at once.

        If filling fails they go and the old ones stay.
        """
        stamp = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"
        new = Names(*(f"{alias}-{stamp}" for alias in aliases(self._server.prefix)))
        engine = ElasticsearchEngine(self._server, new)
        try:
            with self._writing() as client:
                _clear_away(client, self._server.prefix)
                for name in new:
                    client.indices.create(index=name, **filling())
            yield engine
            engine._finish()
            with self._writing(_FILLING) as client:
                _put_in_place(client, self._server, new)
        except BaseException:
            engine._close()  # what is sent to an index that was dropped makes another one
            self._forget(new)
            raise
        engine._close()

    def _told(self, question: Question, body: Mapping[str, Any]) -> Mapping[str, Any]:
        index = asking.index_for(self._names, question.reader)
        left = self._server.timeout
        if question.asked_at is not None:
            left -= time.monotonic() - question.asked_at
        if left < self._server.timeout * _TOO_LATE:
            raise EngineUnavailable("Elasticsearch has no time left for this answer")
        limited = dict(body) | {"timeout": f"{int(left * 1000)}ms"}
        with self._speaking() as client:
            patient = client.options(request_timeout=left / _tries(self._server))
            search = Search(using=patient, index=index).update_from_dict(limited)
            told: Mapping[str, Any] = search.execute().to_dict()
            if told["timed_out"]:
                raise ConnectionTimeout("it gave up on its own")
        if not asking.whole(told):
            raise EngineError("Elasticsearch answered only a part")
        return told

    def _placed(self, entry: Entry) -> Iterator[bulk.Act]:
        document, name = bulk.line_of(document_of(entry)), identity(entry.key)
        staff, public = self._names
        yield bulk.put(staff, name, document)
        if comparing.published(entry):
            yield bulk.put(public, name, document)
        elif self._sender is None or entry.key.sort in PORTAL:
            # While indices are filled too: it may have been public when it was filled.
            yield bulk.deleted(public, name)

    def _write(self, acts: Iterable[bulk.Act]) -> None:
        """Carry out all of these or raise EngineError: no act needs those before it.

        New indices take them a little later, in order: see `_finish`.
        """
        if self._sender is not None:
            self._sender.add(acts)
            return
        for heap in bulk.heaps(acts):
            self._send(heap)

    def _send(self, heap: Sequence[Any]) -> None:
        answering = self._sender is None
        with self._writing(_WRITING if answering else _FILLING) as client:
            told = client.bulk(
                operations=heap,
                require_alias=answering,
                refresh=answering,
                filter_path=_FAILURES,
            )
        if told["errors"]:
            failed = [one for act in told["items"] for one in act.values() if "error" in one]
            refused = {one["status"] for one in failed}
            kind = EngineError if refused & _OF_THE_ONE else EngineUnavailable
            why = failed[0]["error"]["type"]
            raise kind(f"Elasticsearch did not take {len(failed)}: {failed[0]['status']} {why}")

    def _finish(self) -> None:
        if self._sender is not None:
            self._sender.finish()

    def _close(self) -> None:
        if self._sender is not None:
            self._sender.close()

    def _sources(self, index: str) -> Iterator[Mapping[str, Any]]:
        """Everything that stands in an index at one moment, in order of keys."""
        return (one["_source"] for one in self._hits(index, _TOGETHER, source=True))

    def _hits(self, index: str, together: int, *, source: bool) -> Iterator[Mapping[str, Any]]:
        with self._writing() as client:
            opened = client.open_point_in_time(index=index, keep_alive=_KEPT_OPEN)["id"]
        try:
            behind: list[Any] | None = None
            while True:
                with self._writing() as client:
                    told = client.search(
                        pit={"id": opened, "keep_alive": _KEPT_OPEN},
                        size=together,
                        sort=[{"sort": "asc"}, {"subject": "asc"}],
                        search_after=behind,
                        source=source,
                        track_total_hits=False,
                    ).body
                if not asking.whole(told):
                    raise EngineError("Elasticsearch answered only a part")
                hits = told["hits"]["hits"]
                yield from hits
                if len(hits) < together:
                    return
                behind = hits[-1]["sort"]
        finally:
            with self._writing() as client:
                client.close_point_in_time(id=opened)

    def _forget(self, names: Names) -> None:
        """Best effort, also of a server that did not answer in time: one without room makes an
        index and says nothing. What stays is cleared away by the next rebuild."""
        with suppress(TransportError, ApiError):
            patient = _client(self._server).options(request_timeout=self._server.timeout * _WRITING)
            patient.indices.delete(index=list(names), ignore_unavailable=True)

    @contextmanager
    def _speaking(self) -> Iterator[Elasticsearch]:
        """The client; whatever fails is an EngineError that holds nothing of what was said."""
        breaker = _breaker(self._server)
        if breaker.open():
            raise EngineUnavailable("Elasticsearch did not answer a moment ago")
        try:
            yield _client(self._server)
        except TransportError as error:
            _left_alone(breaker, why := type(error).__name__)
            raise EngineUnavailable(f"Elasticsearch: {why}") from None
        except ApiError as error:
            if error.status_code in _OVERLOADED:
                _left_alone(breaker, str(error.status_code))
            kind = EngineError if error.status_code in _OF_THE_ONE else EngineUnavailable
            raise kind(f"Elasticsearch: {error.status_code}") from None
        if breaker.answered():
            logger.warning("Elasticsearch answers again")

    @contextmanager
    def _writing(self, times: int = _WRITING) -> Iterator[Elasticsearch]:
        """The same, with the patience that writing needs, and once: whoever acts may be waiting."""
        with self._speaking() as client:
            patience = self._server.timeout * times
            yield client.options(request_timeout=patience, retry_on_timeout=False)


@lru_cache(maxsize=8)
def _client(server: Server) -> Elasticsearch:
    signed: dict[str, Any] = {}
    if server.api_key:
        signed["api_key"] = server.api_key
    elif server.user:
        signed["basic_auth"] = (server.user, server.password)
    if server.ca_file:
        signed["ca_certs"] = server.ca_file
    return Elasticsearch(
        list(server.nodes),
        request_timeout=server.timeout,
        max_retries=_tries(server) - 1,
        retry_on_timeout=len(server.nodes) > 1,
        **signed,
    )


def _tries(server: Server) -> int:
    """How many nodes are tried for one question, which share its time."""
    return min(len(server.nodes), 2)


@lru_cache(maxsize=8)
def _breaker(server: Server) -> Breaker:
    return Breaker()


def _left_alone(breaker: Breaker, why: str) -> None:
    """One line when it begins, not one for everybody who asks meanwhile."""
    if breaker.failed():
        logger.warning("Elasticsearch does not answer (%s): the database answers meanwhile", why)


def _put_in_place(client: Elasticsearch, server: Server, new: Names) -> None:
    """Let the new ones answer, in one step for both, and drop those that answered until now."""
    prefix = server.prefix
    client.indices.put_settings(index=list(new), settings=filled(server.replicas))
    client.indices.flush(index=list(new))  # what was taken is on the disk
    client.indices.refresh(index=list(new))
    old = _answering(client, prefix)
    acts: list[Mapping[str, Any]] = [
        {"add": {"index": index, "alias": alias, "is_write_index": True}}
        for index, alias in zip(new, aliases(prefix), strict=True)
    ]
    acts += [{"remove_index": {"index": index}} for index in old]
    client.indices.update_aliases(actions=acts)


def _answering(client: Elasticsearch, prefix: str) -> list[str]:
    """The indices of this installation that have a name under which they are asked."""
    ours = re.compile(rf"{re.escape(prefix)}-(staff|public)-[0-9a-f]{{10}}")
    try:
        told = client.indices.get_alias(index=f"{prefix}-*")
    except NotFoundError:
        return []
    return sorted(
        index for index, one in told.items() if any(ours.fullmatch(name) for name in one["aliases"])
    )


def _clear_away(client: Elasticsearch, prefix: str) -> None:
    """Drop what a rebuild left that was cut short: a day is longer than any takes."""
    ours = re.compile(rf"{re.escape(prefix)}-(staff|public)-[0-9a-f]{{10}}-\d{{14}}-[0-9a-f]{{6}}")
    told = client.indices.get(index=f"{prefix}-*", features="aliases,settings")
    for index, one in told.items():
        made = int(one["settings"]["index"]["creation_date"]) / 1000
        if ours.fullmatch(index) and not one["aliases"] and made < time.time() - _DAY:
            client.indices.delete(index=index, ignore_unavailable=True)

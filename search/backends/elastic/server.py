"""How a search server is reached, and what its indices are called. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from search.backends.elastic.mapping import VERSION


@dataclass(frozen=True, slots=True)
class Server:
    """Nodes of one cluster and who signs in there; `timeout` in seconds, of a question.

    Nothing that is printed of it holds the password or the key.
    """

    nodes: tuple[str, ...]
    prefix: str = "legajo"
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca_file: str = ""
    replicas: int = 0
    timeout: float = 2.0


class Names(NamedTuple):
    """Where entries are: all of them, and those that everybody may read."""

    staff: str
    public: str


def aliases(prefix: str, version: str = VERSION) -> Names:
    """The names under which indices of a version of the mapping are asked.

    The version is part of the name: whoever knows another one finds no index, never a wrong answer,
    and two releases can run side by side while a new index is filled.
    """
    return Names(f"{prefix}-staff-{version}", f"{prefix}-public-{version}")

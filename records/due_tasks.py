"""What time triggers. Each task may run at any moment and as often as wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records import register, renewal
from records.exceptions import Failure

DueTask = Callable[[datetime], str | None]
"""Does what is due at that moment; a sentence about what it did, None when nothing was due."""

Since = Callable[[], datetime | None]
"""Since when the oldest work of a task waits that could be done; None when none does."""

LATE_AFTER = timedelta(hours=2)
"""Tasks are run every hour at the latest: what waits for longer waits for nobody."""

_tasks: dict[str, DueTask] = {}
_since: dict[str, Since] = {}
_LAST = "head"


class NotDone(Failure):
    """A task could not do what was due; the message is a sentence. The others go on."""


def register_due_task(name: str, task: DueTask, since: Since | None = None) -> None:
    """Run `task(at)` whenever tasks are run. Upper apps add theirs in `AppConfig.ready()`.

    `since` tells how long its work waits, of a task that works something off.
    """
    _tasks[name] = task
    if since is not None:
        _since[name] = since


def late(at: datetime) -> list[str]:
    """The tasks whose work has waited for longer than tasks may wait: nobody runs them."""
    waits = {name: since() for name, since in _since.items()}
    return [name for name, since in waits.items() if since and at - since > LATE_AFTER]


def names() -> tuple[str, ...]:
    """The tasks in their order. The head of the register is last: it covers what others record."""
    return tuple(sorted(_tasks, key=lambda name: name == _LAST))


def run(name: str, *, at: datetime) -> str | None:
    """Run one task. Raises KeyError for a name that is none, and what the task raises."""
    return _tasks[name](at)


def sign_head(at: datetime) -> str | None:
    """The signed head over every event so far."""
    head = register.sign_head(at=at)
    if head is None:
        return None
    return _("Head %(number)d of the register was signed: it covers %(size)d events.") % {
        "number": head.number,
        "size": head.size,
    }


def renew_timestamps(at: datetime) -> str | None:
    """A further time stamp on each PDF whose last one is near its end."""
    done = renewal.renew_due(at=at)
    if done.failures:
        raise NotDone("\n".join(done.failures))
    message = ngettext(
        "The time stamp of %(count)d PDF was renewed.",
        "The time stamps of %(count)d PDFs were renewed.",
        done.made,
    )
    return message % {"count": done.made} if done.made else None


register_due_task(_LAST, sign_head)
register_due_task("timestamps", renew_timestamps)

"""Where a reader tells what is wrong, with the line it is in. Pure."""

from __future__ import annotations

from functools import partial

from retention.layouts.lines import SHOWN, Problem, ScheduleSheet
from retention.layouts.values import Wrong


class Problems:
    """The errors and warnings of one table, which go to the result of its file."""

    def __init__(self, result: ScheduleSheet, sheet: str) -> None:
        self.result = result
        self.sheet = sheet

    def wrong(self, line: int, column: str, read: str, expected: str, message: str) -> None:
        """Something that keeps the file from being loaded."""
        self.result.errors.append(self._one(line, column, read, expected, message))

    def warn(self, line: int, column: str, read: str, expected: str, message: str) -> None:
        """Something to look at."""
        self.result.warnings.append(self._one(line, column, read, expected, message))

    def at(self, line: int) -> tuple[Wrong, Wrong]:
        """Both, for the cells of one line."""
        return partial(self.wrong, line), partial(self.warn, line)

    def _one(self, line: int, column: str, read: str, expected: str, message: str) -> Problem:
        return Problem(line, column, read.strip()[:SHOWN], expected, message, self.sheet)

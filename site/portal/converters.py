"""What of an address is a code, a label of a version, a file of a version."""

from __future__ import annotations

from records.numbering import canonical


class CodeConverter:
    """A code in any letter case; it is written in its canonical form."""

    regex = r"[A-Za-z0-9][A-Za-z0-9.\-]{0,39}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return canonical(value)


class LabelConverter:
    """A label as printed: 01, 1.2. What an adopted document was printed with is its label."""

    regex = r"[^/]{1,10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ScheduleConverter(LabelConverter):
    """A version of a schedule: its label, or tvd- and its label."""

    regex = r"[^/]{1,24}"


class AnnexConverter:
    """A file of a version: its SHA-256, a dash and its name."""

    regex = r"[0-9a-f]{64}-[^/]+"

    def to_python(self, value: str) -> tuple[str, str]:
        return value[:64], value[65:]

    def to_url(self, value: tuple[str, str]) -> str:
        return "-".join(value)

"""Writes `docs/conformance.md`: `python -m tests.conformance`."""

from __future__ import annotations

from tests.conformance.page import TARGET, categories, named_in_tests, page

if __name__ == "__main__":
    TARGET.write_text(page(categories(named_in_tests())), encoding="utf-8")

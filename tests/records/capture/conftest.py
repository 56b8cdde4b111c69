from __future__ import annotations

from tests.records.capture.arriving import arrived, case_file, world

__all__ = ["arrived", "case_file", "world"]

"""The electronic index of a case file (índice electrónico): its rows, its XML, its signature."""

from __future__ import annotations

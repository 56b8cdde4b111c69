"""A small entity for the portal's tests."""

from __future__ import annotations

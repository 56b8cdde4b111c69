"""Lists and forms for staff. Rights follow roles, and every form saves through a verb."""

from __future__ import annotations

"""Where committees work in the admin: their inbox, their sessions live, minutes and commitments."""

from __future__ import annotations

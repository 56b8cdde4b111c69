"""A case file as a package that outlives this system: E-ARK (METS, PREMIS), or in a bag (BagIt)."""

from __future__ import annotations

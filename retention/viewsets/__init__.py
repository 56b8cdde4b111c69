"""Lists and forms for the archive: how it is classified and kept, and what is filed."""

from __future__ import annotations

from retention.viewsets.archive import ArchiveGroup
from retention.viewsets.classification import ClassificationGroup

__all__ = ["ArchiveGroup", "ClassificationGroup"]

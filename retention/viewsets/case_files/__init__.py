"""The screens of case files: lists, the page of each, and a form for every verb."""

from __future__ import annotations

from retention.viewsets.case_files.listing import CaseFileViewSet

__all__ = ["CaseFileViewSet"]

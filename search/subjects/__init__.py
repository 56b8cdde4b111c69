"""What can be searched, a module a sort. Each says what is indexed of it, who may see it and what
it shows."""

from __future__ import annotations

from search.entries import Sort
from search.subjects.base import Subject
from search.subjects.case_files import CaseFiles
from search.subjects.records import Records
from search.subjects.series import AllSeries
from search.subjects.versions import Versions

SUBJECTS: dict[Sort, Subject] = {
    subject.sort: subject for subject in (Versions(), Records(), CaseFiles(), AllSeries())
}

__all__ = ["SUBJECTS", "Subject"]

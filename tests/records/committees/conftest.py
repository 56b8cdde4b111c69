"""The committee of the small entity."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chamber import Chamber, seated
from tests.standing import standing


@pytest.fixture
def chamber(db: None, settings: Any) -> Chamber:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(seated)

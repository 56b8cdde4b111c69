"""The files of this repository, for the tests that read them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OURS = ("records", "retention", "search", "site")


def tracked_files(*folders: str) -> list[Path]:
    """Files that git knows or would add, without those it ignores."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = sorted(set(filter(None, listing.stdout.decode().split("\0"))))
    return [path for name in names if (path := ROOT / name).is_file()]


def our_modules() -> list[Path]:
    return [path for path in tracked_files(*OURS) if path.suffix == ".py"]

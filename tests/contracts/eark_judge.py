"""Runs in the environment of eark-validator: `eark_judge.py FOLDER…`, a line of JSON each.

The validator asks the network for four vocabularies when it is imported; its own wheel holds them.
"""

from __future__ import annotations

import io
import json
import sys
import urllib.request
from importlib.metadata import files
from pathlib import Path
from typing import Any

VOCABULARIES = {
    Path(str(one)).name: Path(str(one.locate()))
    for one in files("eark_validator") or ()
    if "vocabs" in str(one) and str(one).endswith(".xml")
}


def from_the_wheel(address: str) -> Any:
    return io.BytesIO(VOCABULARIES[address.rsplit("/", 1)[-1]].read_bytes())


urllib.request.urlopen = from_the_wheel

from eark_validator.packages import PackageValidator  # noqa: E402
from eark_validator.specifications.specification import SpecificationVersion  # noqa: E402

if __name__ == "__main__":
    for folder in sys.argv[1:]:
        report = PackageValidator(Path(folder), SpecificationVersion.V2_1_0).validation_report
        told = json.loads(report.model_dump_json(by_alias=True))
        sys.stdout.write(json.dumps(told) + "\n")

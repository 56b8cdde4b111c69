"""Loading the demo entity: what stands in its files, passed through the verbs as in life.

Everything happens in the order of its days. Each deed is one verb and knows whether it was done,
so that a second load changes nothing and one that was cut short goes on where it stopped.
"""

from __future__ import annotations

from portal.demo.loading.deeds import Deed, perform
from portal.demo.loading.founding import FOUNDED_ON, found, is_demo
from portal.demo.loading.history import deeds

__all__ = ["FOUNDED_ON", "Deed", "deeds", "found", "is_demo", "perform"]

"""The chain: from an activity to the records it produced, from a record to what orders it.

`indexing` keeps the picture of what each issued version orders, `reading` follows the chain both
ways, `gaps` tells where it is broken. Every answer is for somebody, who neither sees nor counts a
record or a procedure that is not theirs to know of.
"""

from __future__ import annotations

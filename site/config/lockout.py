"""How often somebody may be wrong at the door, and whose address counts.

Three counts over the last hour (`AXES_COOLOFF_TIME`): one person from one address, one person from
everywhere, one address for everybody. The first is narrow, so that guessing stops soon and nobody
can lock a colleague out from another machine: what is refused is not counted, so one address adds
no more than its ten to a name. The other two are wide: they stop guessing spread over addresses or
over names. Signing asks the same backends, and counts here too.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from axes.handlers.database import AxesDatabaseHandler


class LimitsHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """axes with a limit of its own for each count; axes itself has one for all."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The count nearest to its limit, on the scale of the first, which is axes' own."""
        scaled = 0
        for attempts, limit in zip(
            self.get_user_attempts(request, credentials), settings.LOCKOUT_LIMITS, strict=True
        ):
            failures = sum(attempts.values_list("failures_since_start", flat=True))
            scaled = max(scaled, failures * settings.AXES_FAILURE_LIMIT // limit)
        return scaled

    def reset_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        """A right password forgets that person's errors at that address and nobody else's.

        Else whoever owns one account could sign in now and then to clear what the address did.
        """
        narrow, *_wide = self.filter_user_attempts(request, credentials)
        count: int = narrow.delete()[0]
        return count


def client_address(request: HttpRequest) -> str | None:
    """The address that counts as the client's; None if there is none (a socket of this machine).

    It is the peer's, and `X-Forwarded-For` says nothing, unless `TRUSTED_PROXIES` proxies stand in
    front. Each of them adds the address it was called from at the right end, so the client is as
    many places from the right as there are proxies; what stands further left is the client's own
    word. A request that did not come through all of them counts as its peer. An IPv6 client counts
    by its network of 64 bits, all of which it owns.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    count: int = settings.TRUSTED_PROXIES
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if count == 0 or len(hops) < count:
        return peer
    return _address(hops[-count]) or peer


def _address(text: str) -> str | None:
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
    return str(found)

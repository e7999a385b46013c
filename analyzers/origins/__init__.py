"""Follows bad values back to where they were made, over a record of what really ran."""

from analyzers.origins.follow import Follower
from analyzers.origins.trace import Carrier, Origin, Trace, trace_of

__all__ = ["Carrier", "Follower", "Origin", "Trace", "trace_of"]

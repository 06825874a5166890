"""A finding made small: pieces are left out as long as the same thing goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable

from fuzz.mutation import TOKEN


def minimised(data: bytes, is_found: Callable[[bytes], bool], seconds: float = 20.0) -> bytes:
    """The shortest found within a time by taking away stretches of tokens, then of bytes, each time half as long."""
    end = time.monotonic() + seconds
    for pieces in (TOKEN.findall(data), None):
        parts = pieces if pieces is not None else [data[k : k + 1] for k in range(len(data))]
        length = max(len(parts) // 2, 1)
        while length:
            start = 0
            while start < len(parts) and time.monotonic() < end:
                rest = parts[:start] + parts[start + length :]
                if is_found(b"".join(rest)):
                    parts = rest
                else:
                    start += length
            length //= 2
        data = b"".join(parts)
    return data

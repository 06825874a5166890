"""What a fuzzer is at: a mapped file that still holds the input after the process hangs or dies."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

SIZE = 1 << 20
# The number of the input and its length.
HEADER = struct.Struct("<QQ")


class Journal:
    """The last input and its number, in memory or in a file that another process reads."""

    def __init__(self, path: Path | None = None) -> None:
        self._number = 0
        if path is None:
            self._memory = mmap.mmap(-1, SIZE)
        else:
            path.write_bytes(bytes(SIZE))
            with path.open("r+b") as file:
                self._memory = mmap.mmap(file.fileno(), SIZE)

    def write(self, data: bytes) -> None:
        """Note an input before it is run; of a very long one the beginning."""
        self._number += 1
        kept = data[: SIZE - HEADER.size]
        self._memory[: HEADER.size] = HEADER.pack(self._number, len(kept))
        self._memory[HEADER.size : HEADER.size + len(kept)] = kept


def last(path: Path) -> tuple[int, bytes]:
    """The number of inputs begun so far and the one that is being run."""
    content = path.read_bytes()
    number, length = HEADER.unpack_from(content)
    return number, content[HEADER.size : HEADER.size + length]

"""Files: read within limits, decoded strictly, written whole or not at all. What data mean is told in `data_files`.

Whatever is wrong with a file is one InputFileError that names its path; an endless file stops at the limit.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from errno import ENOENT, ENXIO
from pathlib import Path
from time import monotonic, sleep
from typing import IO, BinaryIO

from jacli.errors import InputFileError, JacliError, LimitReached, SystemReason, UsageError

CHUNK = 1 << 20
# Seconds that a named pipe may wait for its reader.
PATIENCE = 2.0


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────


def read_bytes(path: str, limit: int) -> bytes:
    """The whole file, at most `limit` bytes."""
    if not path:
        raise InputFileError("path-empty")
    try:
        with Path(path).open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limit:
                raise LimitReached("file-too-large", path=path, limit=limit)
            return read_stream(stream, path, limit)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def read_stream(stream: BinaryIO | IO[bytes], path: str, limit: int) -> bytes:
    """Everything that a stream still holds, at most `limit` bytes; `path` is its name in messages."""
    chunks: list[bytes] = []
    room = limit + 1
    while room and (chunk := stream.read(min(CHUNK, room))):
        chunks.append(chunk)
        room -= len(chunk)
    if not room:
        raise LimitReached("file-too-large", path=path, limit=limit)
    return b"".join(chunks)


def decoded(content: bytes, path: str) -> str:
    """The text of UTF-8 bytes without a byte-order mark, lines ended by a line feed; empty text is an error."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputFileError("file-utf16", path=path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFileError(
            "file-not-utf8", path=path, position=error.start, byte=f"0x{content[error.start]:02x}"
        ) from None
    if not text.strip():
        raise InputFileError("file-empty", path=path)
    return text.replace("\r\n", "\n")


def read_text(path: str, limit: int) -> str:
    """The text of a UTF-8 file."""
    return decoded(read_bytes(path, limit), path)


def unreadable(path: str, error: Exception) -> InputFileError:
    """What the system has against reading a file."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return InputFileError("file-not-found", path=path)
    if isinstance(error, IsADirectoryError):
        return InputFileError("file-is-folder", path=path)
    return InputFileError("file-unreadable", path=path, reason=SystemReason(error))


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────


def write_whole(path: str, text: str | bytes | Iterable[str], force: bool = False) -> None:
    """Write bytes, or text as UTF-8, under a temporary name beside `path`, then rename: never half a file.

    An existing file is kept unless `force`; devices and pipes are written to directly, links are followed.
    """
    chunks = (text,) if isinstance(text, (str, bytes)) else text
    if not path:
        raise InputFileError("path-empty")
    try:
        _write_checked(Path(path), chunks, force)
    except JacliError:
        raise
    except UnicodeEncodeError:
        raise UsageError("text-not-unicode", path=path) from None
    except (OSError, ValueError) as error:
        raise InputFileError("file-unwritable", path=path, reason=SystemReason(error)) from None


def check_writable(path: str, *, force: bool = False) -> None:
    """Refuse what `write_whole` will refuse before it begins."""
    target = Path(path)
    if target.is_file() and not force:
        raise InputFileError("file-exists", path=path)
    if not target.parent.is_dir():
        error = FileNotFoundError(ENOENT, os.strerror(ENOENT))
        raise InputFileError("file-unwritable", path=path, reason=SystemReason(error))


def _write_checked(path: Path, chunks: Iterable[str | bytes], force: bool) -> None:
    mode = path.stat().st_mode if path.exists() else None
    if mode is None:
        _replace(path.resolve(), chunks, None)
    elif stat.S_ISDIR(mode):
        raise InputFileError("file-is-folder", path=str(path))
    elif not stat.S_ISREG(mode):
        _write(_opened_pipe(path) if stat.S_ISFIFO(mode) else os.open(path, os.O_WRONLY), chunks)
    elif force:
        _replace(path.resolve(), chunks, mode)
    else:
        raise InputFileError("file-exists", path=str(path))


def _opened_pipe(path: Path) -> int:
    """The descriptor of a named pipe; one that nobody reads would be waited for without end."""
    end = monotonic() + PATIENCE
    while True:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != ENXIO:
                raise
        else:
            os.set_blocking(descriptor, True)
            return descriptor
        if monotonic() >= end:
            raise InputFileError("pipe-without-reader", path=str(path))
        sleep(0.02)


def _replace(target: Path, chunks: Iterable[str | bytes], mode: int | None) -> None:
    # A name of its own length, for that of the target may be as long as the system takes.
    temporary = target.with_name(f".jacli-{os.urandom(8).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        _write(descriptor, chunks)
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write(descriptor: int, chunks: Iterable[str | bytes]) -> None:
    with open(descriptor, "wb") as stream:
        stream.writelines(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)

"""Files: read within limits, decoded strictly, written whole or not at all.

Whatever is wrong with a file is one InputFileError that names its path; an endless file stops at the limit.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from errno import ENOENT, ENXIO
from pathlib import Path
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from jacli.errors import InputFileError, JacliError, LimitReached, ShapeError, SystemReason, UsageError
from jacli.graph.limits import Limits

if TYPE_CHECKING:
    import numpy

# Data are wordier than programs: 17 digits, a comma and brackets for each number.
DATA_FACTOR = 16
DATA_KINDS = (".npy", ".csv", ".json", ".toml")
CHUNK = 1 << 20
# Bytes; numpy itself takes headers of up to 10,000 characters for safe.
NPY_HEADER = 1 << 14
# numpy's arrays have no more axes.
HIGHEST_RANK = 32
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
        raise _unreadable(path, error) from None


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


def _unreadable(path: str, error: Exception) -> InputFileError:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return InputFileError("file-not-found", path=path)
    if isinstance(error, IsADirectoryError):
        return InputFileError("file-is-folder", path=path)
    return InputFileError("file-unreadable", path=path, reason=SystemReason(error))


# ── data ──────────────────────────────────────────────────────────────────────────────────────────────────


def read_data(path: str, limits: Limits) -> Any:
    """What a data file holds, by the end of its name: nested lists, a number, a numpy array, or a mapping of names.

    CSV gives nested lists of texts; a single row or column is a vector, as numpy.loadtxt has it.
    """
    kind = Path(path).suffix.lower()
    if kind == ".npy":
        return _read_npy(path, limits)
    if kind not in DATA_KINDS:
        raise InputFileError("file-kind", path=path, kinds=DATA_KINDS)
    text = read_text(path, limits.source_bytes * DATA_FACTOR)
    readers = {".json": read_json, ".toml": read_toml, ".csv": read_csv}
    return readers[kind](text, path)


def read_toml(text: str, path: str) -> dict[str, Any]:
    """The table of a TOML text, decimals with all their digits; floats are only what is not finite."""
    import tomllib

    try:
        return tomllib.loads(text, parse_float=_decimal)
    except (ValueError, RecursionError) as error:
        raise _invalid(path, "TOML", error) from None


def _decimal(text: str) -> Decimal | float:
    number = Decimal(text)
    return number if number.is_finite() else float(text)


def read_json(text: str, path: str) -> Any:
    """The value of a JSON text, decimals with all their digits.

    NaN and Infinity, which are not JSON, are left to the reader of values.
    """
    import json

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise InputFileError("file-name-twice", path=path, name=name)
            found[name] = value
        return found

    try:
        return json.loads(
            text, object_pairs_hook=unique, parse_int=lambda digits: _integer(digits, path), parse_float=Decimal
        )
    except JacliError:
        raise
    except (ValueError, RecursionError) as error:
        raise _invalid(path, "JSON", error) from None


def _integer(digits: str, path: str) -> int:
    """An integer of a file; Python reads them up to a length of its own."""
    limit = sys.get_int_max_str_digits()
    if 0 < limit < len(digits.lstrip("-")):
        raise LimitReached("file-integer", path=path, limit=limit)
    return int(digits)


def _invalid(path: str, kind: str, error: Exception) -> JacliError:
    if isinstance(error, RecursionError):
        return InputFileError("file-too-deep", path=path)
    if "integer string conversion" in str(error):
        return LimitReached("file-integer", path=path, limit=sys.get_int_max_str_digits())
    return InputFileError("file-invalid", path=path, kind=kind, reason=str(error).splitlines()[0])


def read_csv(text: str, path: str) -> Any:
    """Rows of numbers as texts; a first line of names makes it a whole point, its values in the second line."""
    rows = _csv_rows(text, path)
    first = rows[0][1]
    if not any(_is_name(cell) for cell in first):
        return _squeezed([cells for _, cells in rows])
    if len(rows) != 2:
        raise InputFileError("csv-point-rows", path=path, count=len(rows) - 1)
    found: dict[str, str] = {}
    for name, value in zip(first, rows[1][1], strict=True):
        if name in found:
            raise InputFileError("file-name-twice", path=path, name=name)
        found[name] = value
    return found


def _csv_rows(text: str, path: str) -> list[tuple[int, list[str]]]:
    """Line numbers and cells of the rows, all of one length; blank lines and `#` lines are left out."""
    import csv

    reader = csv.reader(text.splitlines(), strict=True)
    rows: list[tuple[int, list[str]]] = []
    # A cell may hold a whole matrix; what the file may hold was checked.
    before = csv.field_size_limit(len(text) + 1)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            rows.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        raise _invalid(path, "CSV", error) from None
    finally:
        csv.field_size_limit(before)
    if not rows:
        raise InputFileError("file-empty", path=path)
    for line, cells in rows:
        if len(cells) != len(rows[0][1]):
            raise InputFileError("csv-row-length", path=path, line=line, expected=len(rows[0][1]), found=len(cells))
        if "" in cells:
            raise InputFileError("csv-empty-cell", path=path, line=line, column=cells.index("") + 1)
    return rows


def _is_name(cell: str) -> bool:
    """Whether a cell is a name rather than a number or an expression."""
    return cell.replace("'", "").isidentifier() and cell.lower() not in ("nan", "inf", "infinity", "pi", "e")


def _squeezed(rows: list[list[str]]) -> Any:
    if len(rows) == 1:
        return rows[0] if len(rows[0]) > 1 else rows[0][0]
    return [row[0] for row in rows] if len(rows[0]) == 1 else rows


def _read_npy(path: str, limits: Limits) -> numpy.ndarray[Any, Any]:
    """The array of a .npy file; its header is checked before anything else is read."""
    import warnings

    try:
        with Path(path).open("rb") as stream, warnings.catch_warnings():
            # A header is a literal of Python, and may be one that its parser or numpy has an opinion about.
            warnings.simplefilter("ignore")
            _check_npy_header(stream, path, limits)
            stream.seek(0)
            return _load_npy(stream, path)
    except JacliError:
        raise
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _check_npy_header(stream: IO[bytes], path: str, limits: Limits) -> None:
    """Raises InputFileError for a header that is no dict of an array of real numbers, LimitReached for a large one."""
    from jacli.graph.shapes import extent

    shape, dtype = _npy_header(stream, path)
    if dtype.kind not in "biuf":
        raise InputFileError("npy-type", path=path, dtype=str(dtype))
    if len(shape) > HIGHEST_RANK:
        raise ShapeError("too-many-axes", count=len(shape), limit=HIGHEST_RANK)
    if extent(shape) > limits.elements:
        raise LimitReached("too-many-elements", count=extent(shape), limit=limits.elements)


def _npy_header(stream: IO[bytes], path: str) -> tuple[tuple[int, ...], numpy.dtype[Any]]:
    """Shape and type, as numpy reads the header: a literal, by no more than Python's parser."""
    from io import BytesIO
    from tokenize import TokenError

    from numpy.lib import format as npy

    beginning = stream.read(NPY_HEADER)
    if not beginning:
        raise InputFileError("file-empty", path=path)
    # The header's length is whatever the file says: numpy gets no more to read than there is.
    header = BytesIO(beginning)
    try:
        version = npy.read_magic(header)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read_header(header)
    except (ValueError, EOFError, TypeError, SyntaxError, TokenError, RecursionError, MemoryError):
        raise InputFileError("npy-header", path=path) from None
    if not all(type(length) is int and length >= 0 for length in shape):
        raise InputFileError("npy-header", path=path)
    return shape, dtype


def _load_npy(stream: IO[bytes], path: str) -> numpy.ndarray[Any, Any]:
    import numpy

    try:
        loaded: numpy.ndarray[Any, Any] = numpy.load(stream, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise _invalid(path, "npy", error) from None
    return loaded


def named_values(data: object, path: str) -> Mapping[str, object] | None:
    """The data as values by name, or None if they are one value."""
    if not isinstance(data, Mapping):
        return None
    if not data:
        raise InputFileError("file-empty", path=path)
    return data


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

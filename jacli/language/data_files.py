"""Data in files: CSV, JSON, TOML and .npy, refused before they are read if they hold too much."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from jacli.errors import InputFileError, JacliError, LimitReached
from jacli.graph.limits import Limits
from jacli.language.files import read_text, unreadable

if TYPE_CHECKING:
    import numpy

# Data are wordier than programs: 17 digits, a comma and brackets for each number.
DATA_FACTOR = 16
DATA_KINDS = (".npy", ".csv", ".json", ".toml")
# What stands between values, or before each of them: as many in a text are as many values, before any is read.
SEPARATORS = {".csv": ",\n", ".json": ",", ".toml": ",="}
# A file of so few is read: the limit is that of one array, and there may be several.
FEW_VALUES = 100_000
# Python reads a key of n names in n² steps, and stores as many names.
MOST_NAMES_IN_A_KEY = 32
_NAME = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
# Bytes; numpy itself takes headers of up to 10,000 characters for safe.
NPY_HEADER = 1 << 14


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
    if sum(map(text.count, SEPARATORS[kind])) > max(limits.elements, FEW_VALUES):
        raise LimitReached("file-elements", path=path, limit=limits.elements)
    readers = {".json": read_json, ".toml": read_toml, ".csv": read_csv}
    return readers[kind](text, path)


def read_toml(text: str, path: str) -> dict[str, Any]:
    """The table of a TOML text, decimals with all their digits; floats are only what is not finite."""
    import tomllib

    if re.search(rf"\.[ \t]*+{_NAME}(?:[ \t]*+\.[ \t]*+{_NAME}){{{MOST_NAMES_IN_A_KEY - 1},}}", text):
        raise InputFileError("toml-key", path=path, limit=MOST_NAMES_IN_A_KEY)
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except (ValueError, RecursionError) as error:
        raise _invalid(path, "TOML", error) from None


def _decimal(text: str) -> Decimal | float | str:
    """The number; its text, for readers of values to refuse, where its exponent is past all that Decimal holds."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
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
            text, object_pairs_hook=unique, parse_int=lambda digits: _integer(digits, path), parse_float=_decimal
        )
    except JacliError:
        raise
    except (ValueError, RecursionError) as error:
        raise _invalid(path, "JSON", error) from None


def _integer(digits: str, path: str) -> int:
    """An integer of a file; Python reads them up to a length of its own."""
    if 0 < sys.get_int_max_str_digits() < len(digits.lstrip("-")):
        raise _too_long(path)
    return int(digits)


def decimal_digits(number: int, path: str) -> str:
    """An integer of a file in decimal digits, up to the same length: `0xff` says in few what are many."""
    try:
        return str(number)
    except ValueError:
        raise _too_long(path) from None


def _too_long(path: str) -> LimitReached:
    return LimitReached("file-integer", path=path, limit=sys.get_int_max_str_digits())


def _invalid(path: str, kind: str, error: Exception) -> JacliError:
    if isinstance(error, RecursionError):
        return InputFileError("file-too-deep", path=path)
    if "integer string conversion" in str(error):
        return _too_long(path)
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
        raise unreadable(path, error) from None


def _check_npy_header(stream: IO[bytes], path: str, limits: Limits) -> None:
    """Raises InputFileError for a header that is no dict of an array of real numbers, LimitReached for a large one."""
    shape, dtype = _npy_header(stream, path)
    if dtype.kind not in "biuf":
        raise InputFileError("npy-type", path=path, dtype=str(dtype))
    limits.allowed(shape)


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

"""Where problems come from: arguments, files, standard input, jacli.toml, or the built-in example.

A problem file is TOML with the keys `program at w v vars wrt of shape repeat`; its values become the texts that the
options of the command line would be.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from jacli.errors import InputFileError, UsageError
from jacli.graph.limits import Limits
from jacli.language import example
from jacli.language.data_files import decimal_digits, read_toml
from jacli.language.files import decoded, read_stream, read_text
from jacli.language.problem import DEFAULT_LIMITS, Problem, Source, problem
from jacli.language.program import SourceText
from jacli.language.suggestions import suggested

PROJECT_FILE = "jacli.toml"
STANDARD_INPUT = "-"
OPTIONS = ("at", "w", "v", "vars", "wrt", "of", "shape")
KEYS = ("program", *OPTIONS, "repeat")
# What an option may say in part, by name.
IN_PART = ("at", "w", "shape")


@dataclass(frozen=True, eq=False, slots=True)
class ProblemTexts:
    """A problem as texts, before anything is read: the program and what the options say.

    `repeat`: how many times the calls of backward are made.
    `kept` is what a file says of an option that was given too: it holds for the names that the option leaves out.
    """

    program: tuple[SourceText, ...]
    source: Source
    at: tuple[str, ...] = ()
    w: tuple[str, ...] = ()
    v: tuple[str, ...] = ()
    vars: tuple[str, ...] = ()
    wrt: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeat: int = 1

    def with_options(self, **options: Sequence[str]) -> ProblemTexts:
        """The same, with each option that is not empty before the file's."""
        given: dict[str, Any] = {name: tuple(texts) for name, texts in options.items() if texts}
        kept = {name: getattr(self, name) for name in IN_PART if name in given and getattr(self, name)}
        return replace(self, **given, kept=kept)

    def problem(self, limits: Limits = DEFAULT_LIMITS) -> Problem:
        """The problem read and fitted together."""
        return problem(
            self.program,
            at=self.at,
            w=self.w,
            v=self.v,
            variables=self.vars,
            wrt=self.wrt,
            of=self.of,
            shape=self.shape,
            kept=self.kept,
            repeat=self.repeat,
            source=self.source,
            limits=limits,
        )


def problem_texts(
    expressions: Sequence[str] = (),
    file: str | None = None,
    *,
    stdin: BinaryIO | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ProblemTexts:
    """The texts of a request: `-f FILE`, then expressions; without any, jacli.toml here or the built-in example."""
    if list(expressions).count(STANDARD_INPUT) + (file == STANDARD_INPUT) > 1:
        raise UsageError("stdin-twice")
    if file is None and not expressions:
        return _project(limits) if Path(PROJECT_FILE).exists() else builtin()
    base = ProblemTexts((), Source("arguments")) if file is None else _file_texts(file, stdin, limits)
    texts = [*base.program]
    for number, expression in enumerate(expressions, 1):
        piped = expression == STANDARD_INPUT
        texts.append(_standard_input(stdin, limits) if piped else SourceText(f"expression {number}", expression))
    kind = "stdin" if file is None and STANDARD_INPUT in expressions else base.source.kind
    return replace(base, program=tuple(texts), source=Source(kind, base.source.path, _joined(texts)))


def builtin() -> ProblemTexts:
    """The built-in example."""
    texts = tuple(SourceText("built-in example", text) for text in example.PROGRAM)
    return ProblemTexts(texts, Source("builtin", None, _joined(texts)), at=(example.POINT,))


def _joined(texts: Sequence[SourceText]) -> str:
    return "\n".join(text.text for text in texts)


def _project(limits: Limits) -> ProblemTexts:
    found = _toml_texts(PROJECT_FILE, limits)
    return replace(found, source=replace(found.source, kind="project"))


def _file_texts(path: str, stdin: BinaryIO | None, limits: Limits) -> ProblemTexts:
    if path == STANDARD_INPUT:
        text = _standard_input(stdin, limits)
        return ProblemTexts((text,), Source("stdin", None, text.text))
    if Path(path).suffix.lower() == ".toml":
        return _toml_texts(path, limits)
    content = read_text(path, limits.source_bytes)
    return ProblemTexts((SourceText(path, content),), Source("file", path, content))


def _standard_input(stdin: BinaryIO | None, limits: Limits) -> SourceText:
    name = "standard input"
    content = read_stream(stdin or sys.stdin.buffer, name, limits.source_bytes)
    return SourceText(name, decoded(content, name))


# ── TOML to texts ─────────────────────────────────────────────────────────────────────────────────────────


def _toml_texts(path: str, limits: Limits) -> ProblemTexts:
    table = read_toml(read_text(path, limits.source_bytes), path)
    for key in table:
        if key not in KEYS:
            raise InputFileError("problem-key", path=path, key=key, keys=KEYS, **suggested(key, KEYS))
    if "program" not in table:
        raise InputFileError("problem-without-program", path=path)
    programs = _strings(table["program"], path, "program")
    if not any(text.strip() for text in programs):
        raise InputFileError("problem-without-program", path=path)
    texts = tuple(SourceText(path, text) for text in programs)
    options: dict[str, Any] = {key: _strings(table.get(key, []), path, key) for key in ("vars", "wrt", "of")}
    options |= {key: _value_texts(table[key], path, key) for key in ("at", "w", "v") if key in table}
    options["shape"] = _shape_texts(table.get("shape", []), path)
    repeat = _count(table.get("repeat", 1), path, "repeat")
    return ProblemTexts(texts, Source("file", path, _joined(texts)), **options, repeat=repeat)


def _count(given: object, path: str, key: str) -> int:
    if type(given) is not int or given < 1:
        found = given if isinstance(given, int) else str(given)
        raise InputFileError("problem-needs-count", path=path, key=key, found=found)
    return given


def _wrong_type(code: str, path: str, key: str, found: object) -> InputFileError:
    return InputFileError(code, path=path, key=key, found=type(found).__name__)


def _strings(given: object, path: str, key: str) -> tuple[str, ...]:
    entries = [given] if isinstance(given, str) else given
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise _wrong_type("problem-needs-strings", path, key, given)
    return tuple(entries)


def _value_texts(given: object, path: str, key: str) -> tuple[str, ...]:
    """A string or strings as the option's texts; numbers, lists and tables as the text that says the same."""
    if isinstance(given, str):
        return (given,)
    if isinstance(given, dict):
        return (",".join(f"{name}={_value_text(value, path, key)}" for name, value in given.items()),)
    if isinstance(given, list) and given and all(isinstance(entry, str) for entry in given):
        return tuple(given)
    if isinstance(given, list) and given:
        return (",".join(_value_text(value, path, key) for value in given),)
    if isinstance(given, (int, float, Decimal)):
        return (_value_text(given, path, key),)
    raise _wrong_type("problem-needs-values", path, key, given)


def _value_text(value: object, path: str, key: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{','.join(_value_text(entry, path, key) for entry in value)}]"
    if isinstance(value, float):
        raise UsageError("value-not-finite", name=f"{path}: {key}", text=str(value))
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return decimal_digits(value, path) if isinstance(value, int) else str(value)
    raise _wrong_type("problem-needs-values", path, key, value)


def _shape_texts(given: object, path: str) -> tuple[str, ...]:
    """`"A=2x3"`, strings of that kind, or a table `{A = "2x3", x = [4]}`."""
    if not isinstance(given, dict):
        return _strings(given, path, "shape")
    return tuple(f"{name}={_lengths(value, path)}" for name, value in given.items())


def _lengths(value: object, path: str) -> str:
    if isinstance(value, str):
        return value
    lengths: Any = [value] if isinstance(value, int) else value
    if not isinstance(lengths, list) or not all(type(n) is int for n in lengths):
        raise _wrong_type("problem-needs-lengths", path, "shape", value)
    return "x".join(decimal_digits(n, path) for n in lengths) or "()"


# ── texts to TOML ─────────────────────────────────────────────────────────────────────────────────────────


def write_problem_file(program: Sequence[str], *, repeat: int = 1, **options: Sequence[str]) -> str:
    """The TOML text of a problem file; `options` are texts of `at w v vars wrt of shape`."""
    lines = [f"program = {_toml_strings(program)}"]
    lines += [f"{key} = {_toml_strings(options[key])}" for key in OPTIONS if options.get(key)]
    lines += [f"repeat = {repeat}"] if repeat > 1 else []
    return "\n".join(lines) + "\n"


def _toml_strings(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return _toml_string(texts[0])
    return "[\n" + "".join(f"    {_toml_string(text)},\n" for text in texts) + "]"


ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _toml_string(text: str) -> str:
    """A basic string; over several lines if the text has them."""
    if "\n" not in text:
        return '"' + "".join(map(_toml_character, text)) + '"'
    lines = ("".join(map(_toml_character, line)) for line in text.split("\n"))
    return '"""\n' + "\n".join(lines) + '"""'


def _toml_character(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 or ord(character) == 0x7F else character

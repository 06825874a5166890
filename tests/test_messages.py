"""Messages: every code has a text, every text a use, and a run of all tests triggers each code (see `codes`)."""

from __future__ import annotations

import ast
import errno
import os
import re
import sys
from collections.abc import Iterable
from types import SimpleNamespace

import pytest

from jacli.analysis.records import Answer
from jacli.cli.output import to_stdout
from jacli.errors import InputFileError, LimitReached, SystemReason
from jacli.graph.limits import Limits
from jacli.render.messages import catalogue
from jacli.render.messages.system_zh import TEXTS
from tests.codes import MADE, ROOT, codes_of, package_codes
from tests.questions import asked

TEXTS_ONLY = re.compile(r"_(en|zh)\.py$")


def unused(texts: set[str], sources: Iterable[str]) -> set[str]:
    """Texts whose code stands nowhere in the sources, nor is put together there: f"program-{kind}"."""
    words: set[str] = set()
    heads: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                heads.add(str(node.values[0].value))
    composed = tuple(head for head in heads if re.fullmatch("([a-z]+-)+", head))
    return {code for code in texts - words if not code.startswith(composed)}


def test_every_code_has_a_text() -> None:
    lacking = {code: module for code, module in package_codes().items() if code not in catalogue()}
    assert lacking == {}


def test_every_text_has_a_use() -> None:
    sources = [path.read_text("utf-8") for path in ROOT.rglob("*.py") if not TEXTS_ONLY.search(path.name)]
    # the boundary says these two in so many words: the catalogue may be what failed
    assert unused(set(catalogue()), sources) <= {"interrupted", "unexpected"}


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("raise UsageError('no-such-text', name=x)", {"no-such-text"}),
        ("raise errors.LimitReached('timeout')", {"timeout"}),
        ("raise LanguageError('a-b' if x else 'c', place)", {"a-b", "c"}),
        ("notes.append(Note('omitted', 'left-out'))", {"left-out"}),
        ("notes.append(Note('kink', 'kink'))", {"kink"}),
        ("return reading.error('two-operands', start, end)", {"two-operands"}),
        ("code = 'is-a-code'", {"is-a-code"}),
        ("say('file-written', path=path)", set()),
        ("open(path, encoding='utf-8')", set()),
        ("'''a docstring, well-known.'''", set()),
    ],
)
def test_codes_are_found(source: str, codes: set[str]) -> None:
    assert codes_of(source) == codes


def test_an_unused_text_is_found() -> None:
    sources = ["error('two-operands')", "say(f'program-{kind}', path=path)", "f'{never}-said'"]
    assert unused({"two-operands", "never-said", "program-builtin"}, sources) == {"never-said"}


def test_what_is_made_is_recorded() -> None:
    MADE.discard("shapes-differ")
    with pytest.raises(ValueError, match="shape"):
        asked("jacobian", "x + y", {"x": [1, 2], "y": [1, 2, 3]})
    assert "shapes-differ" in MADE


# ── codes that nothing else triggers ──────────────────────────────────────────────────────────────────────


def codes_in(answer: Answer) -> set[str]:
    return {note.code for note in answer.notes}


def test_formulas_past_the_total_are_left_out() -> None:
    program = "a = x\n" + "a = sin(a)*a + 1\n" * 4 + "a"
    answer = asked("jacobian", program, {"x": 1}, formulas=True, limits=Limits(formula_size=3, formula_total=5))
    assert codes_in(answer) >= {"formulas-omitted"}


def test_a_dense_jacobian_of_too_many_entries_is_refused() -> None:
    program = "a = x\n" + "a = sin(a @ m)\n" * 3 + "a"
    n = 110
    at = {"x": [[1] * n] * n, "m": [[1] * n] * n}
    with pytest.raises(LimitReached) as caught:
        asked("jacobian", program, at, numeric=True)
    assert caught.value.code == "too-many-entries"


def test_what_cannot_be_told_from_zero_is_said() -> None:
    answer = asked("jacobian", "exp(9000*x)*(sin(x)**2 + cos(x)**2 - 1)", {"x": 1})
    assert codes_in(answer) >= {"undecided"}


def test_standard_output_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(text: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", SimpleNamespace(write=full))
        with pytest.raises(InputFileError) as caught:
            to_stdout(["numbers"])
    assert (caught.value.code, str(caught.value.fields["reason"])) == ("stdout-unwritable", "No space left on device")
    assert caught.value.message() == "standard output cannot be written: No space left on device"
    assert caught.value.message("zh") == "无法写到标准输出：设备上没有剩余空间"


@pytest.mark.parametrize("name", TEXTS)
def test_reasons_of_the_system_are_told_in_the_language(name: str) -> None:
    number = getattr(errno, name)
    error = InputFileError("file-unreadable", path="data", reason=SystemReason(OSError(number, os.strerror(number))))
    assert error.message() == f"data cannot be read: {os.strerror(number)}"
    assert error.message("zh") == f"无法读取 data：{TEXTS[name]}"
    assert not re.search(r"[A-Za-z]", TEXTS[name])


def test_other_reasons_are_told_in_their_own_words() -> None:
    for reason in (OSError(99999, "quite unheard of"), ValueError("quite unheard of"), OSError("quite unheard of")):
        error = InputFileError("file-unreadable", path="data", reason=SystemReason(reason))
        assert error.message("zh") == "无法读取 data：quite unheard of"

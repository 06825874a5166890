"""No text is a fault of jacli: whatever is typed is answered or refused, in one way or the other."""

from __future__ import annotations

import contextlib
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jacli.cli.boundary import INTERNAL
from jacli.cli.commands import run
from jacli.graph.functions import CALLABLE

LEAVES = ["x", "y", "2", "0.5", "1/3", "0", "-1", "1e300", "10**20", "pi", "e", "v[0]", "v", "A", "A.T", "[x, y]"]
SIGNS = ["+", "-", "*", "/", "**", "%", "//", "@", "<", "==", " and ", " if x > 0 else "]
POINT = {"x": "0.5", "y": "-2", "v": "[3, -1]", "A": "[[1, 2], [3, 4]]"}
OPTIONS = ["--exact", "--numeric", "--digits=25", "--simplify", "--sparse", "--layout=denominator"]
FORMATS = ["table", "json", "csv", "markdown", "latex", "plain", "ndjson"]

expressions = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: (
        st.builds("({}{}{})".format, inner, st.sampled_from(SIGNS), inner)
        | st.builds(
            lambda name, arguments: f"{name}({', '.join(arguments)})",
            st.sampled_from(sorted(CALLABLE)),
            st.lists(inner, min_size=1, max_size=2),
        )
    ),
    max_leaves=5,
)
questions = st.tuples(
    st.sampled_from(["jacobian", "grad", "show"]),
    st.lists(expressions, min_size=1, max_size=2),
    st.booleans(),
    st.sampled_from(["", *OPTIONS]),
    st.sampled_from(FORMATS),
)


def outcome(arguments: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return code, out.getvalue(), err.getvalue()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(questions)
def test_every_program_is_answered_or_refused(question: tuple[str, list[str], bool, str, str]) -> None:
    operation, texts, pointed, option, form = question
    used = [name for name in POINT if any(name in text for text in texts)] if pointed else []
    values = [f"--at={name}={POINT[name]}" for name in used]
    code, out, err = outcome(
        [operation, *texts, *values, *([option] if option else []), f"--format={form}", "--timeout=20"]
    )
    assert code in (0, 2, 3, 4), err
    assert code not in (2, 4) or (out == "" and err.count("\n") == 1)
    if form == "json" and out:
        json.loads(out)


@given(st.text(max_size=30))
def test_any_text_is_answered_or_refused(text: str) -> None:
    code, _, err = outcome(["grad", "--numeric", "--timeout=20", "--", text])
    assert code in (0, 2, 3, 4), err


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000, "-" * 10_000 + "x", "x" * 100_000, "+".join(["x"] * 5_000), "sin(" * 3_000 + "x" + ")" * 3_000],
    ids=["brackets", "signs", "a name", "a sum", "a nest"],
)
def test_long_and_deep_texts_are_no_fault(text: str) -> None:
    code, _, err = outcome(["grad", "--numeric", "--", text])
    assert code != INTERNAL, err[:300]

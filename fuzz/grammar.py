"""The grammar fuzzer: command lines that are right or nearly so, made by rules; and the rules, which tests use too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fuzz.cases import Case, encoded
from jacli.cli.commands import vocabulary
from jacli.language.calls import FUNCTIONS, METHODS

if TYPE_CHECKING:
    from fuzz.campaign import Campaign

# ── texts ─────────────────────────────────────────────────────────────────────────────────────────────────

OPERANDS = ["x", "y", "A", "v", "S", "1", "2", "0.5", "1e3", "e", "pi", "x₁", "θ", "[1, 2]", "(x, y)", "-1", "None"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "@", "**", "^", "·", "<", "<=", "==", "!=", " and ", " or ", " if ",
             " else "]  # fmt: skip
SUFFIXES = ["²", "⁻¹", ".T", "[0]", "[1:]", "[:, 0]", "[...]", "[[0, 1]]"]
MARKS = ["(", ")", "[", "]", ",", ":", ";", "\n", "=", "'", "...", "#", " ", "not ", "axis=", "keepdims=True",
         "y[0] = ", "f(x) = ", "f(", "np.", "import numpy as q", '"', "|", "&", "!", "$", "\t", "\r\n",
         "."]  # fmt: skip
CALLS = [f"{name}(" for name in sorted(FUNCTIONS)] + [f".{name}(" for name in sorted(METHODS)]
SOUP = st.lists(st.sampled_from([*OPERANDS, *OPERATORS, *SUFFIXES, *MARKS]) | st.sampled_from(CALLS), max_size=25).map(
    "".join
)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Text that is nearly always well formed."""
    text = draw(st.sampled_from(OPERANDS))
    for _ in range(draw(st.integers(0, 5))):
        other = draw(st.sampled_from(OPERANDS))
        kind = draw(st.integers(0, 4))
        if kind == 0:
            text = f"({text}){draw(st.sampled_from(OPERATORS[:14]))}({other})"
        elif kind == 1:
            text = f"{draw(st.sampled_from(sorted(FUNCTIONS)))}({text})"
        elif kind == 2:
            text = f"{draw(st.sampled_from(sorted(FUNCTIONS)))}({text}, {other})"
        elif kind == 3:
            arguments = draw(st.sampled_from(["", "0", "axis=0", other]))
            text = f"({text}).{draw(st.sampled_from(sorted(METHODS)))}({arguments})"
        else:
            text = f"[{text}, {other}]" if draw(st.booleans()) else f"({text}){draw(st.sampled_from(SUFFIXES))}"
    return text


# ── command lines ─────────────────────────────────────────────────────────────────────────────────────────

POINTWISE = [name for name in sorted(FUNCTIONS) if name not in ("zeros", "ones", "eye", "arange", "linspace")]
NUMBERS = ["0", "1", "-1", "1/2", "2", "3", "0.1", "-0.3", "sqrt(2)", "pi", "1e300", "1e-200", "-5/3", "100"]
_LEAVES = st.sampled_from(["x", "y", "x", "y", "2", "0.5", "1/3", "-1", "pi"])
_FORMS = st.sampled_from(["({} + {})", "({} - {})", "{}*({})", "({})/({})", "({})**({})", "max({}, {})",
                          "hypot({}, {})", "where({0} > 0, {1}, {0})", "atan2({}, {})", "({}) % ({})"])  # fmt: skip
SCALARS: st.SearchStrategy[str] = st.recursive(
    _LEAVES,
    lambda inner: (
        st.builds("{}({})".format, st.sampled_from(POINTWISE), inner)
        | st.builds(lambda form, a, b: form.format(a, b), _FORMS, inner, inner)
    ),
    max_leaves=6,
)
ARRAYS = st.sampled_from(["A @ v", "v * x", "sum(v**2)", "A.T @ A", "v[1:] - v[:-1]", "det(A[:, :2])", "softmax(v)",
                          "norm(v)", "cumsum(v)*y", "outer(v, v)", "max(v)", "A.mean(axis=0)", "prod(v)", "A[0] + v",
                          "stack([x, y])", "logsumexp(v)", "v.reshape(3, 1)", "inv(S) @ S", "sort(v)"])  # fmt: skip
PROGRAMS = st.one_of(
    SCALARS,
    SCALARS,
    ARRAYS,
    st.builds("a = {}; b = a*{}; a, b".format, SCALARS, SCALARS),
    st.builds("f(x, y) = {}; f({}, y) + f(x, 1)".format, SCALARS, SCALARS),
    st.builds("{}, {}".format, SCALARS, ARRAYS),
    expressions(),
    SOUP,
)
_ARRAY = "[[1,2,3],[4,5,6]]"
NAME = re.compile(r"\b[xyAvS]\b")


@st.composite
def points(draw: st.DrawFn, texts: Sequence[str]) -> list[str]:
    """Options that give the names in the texts values or shapes, mostly fitting ones."""
    names = sorted(set(NAME.findall(" ".join(texts))))
    number = st.sampled_from(NUMBERS)
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return ["--at", ",".join(draw(st.lists(number, min_size=1, max_size=3)))]
    arrays = {"A": _ARRAY, "v": f"[{draw(number)},1,-1]", "S": "[[2,1],[1,3]]"}
    if kind < 3:
        shapes = {"A": "2x3", "v": "3", "S": "2x2"}
        return [word for name in names if name in shapes for word in ("--shape", f"{name}={shapes[name]}")]
    return [word for name in names for word in ("--at", f"{name}={arrays.get(name) or draw(number)}")]


WEIGHTS = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3).map(lambda w: ["--w", ",".join(w)])
_FORMATS = ["table", "json", "ndjson", "csv", "tsv", "markdown", "latex", "plain"]
OPTIONS = st.one_of(
    st.sampled_from(_FORMATS).map(lambda form: ["--format", form]),
    st.sampled_from(["torch", "jax", "left", "right", "zero", "error"]).map(lambda kink: ["--kink", kink]),
    st.integers(1, 40).map(lambda digits: ["--digits", str(digits)]),
    st.sampled_from(["--exact", "--numeric", "--simplify", "--sparse", "--det", "-q", "--lang=zh"]).map(lambda o: [o]),
    st.sampled_from([["--wrt", "x"], ["--wrt", "y,x"], ["--of", "a"], ["--vars", "y,x"], ["--layout", "denominator"]]),
)


@st.composite
def problem_files(draw: st.DrawFn) -> bytes:
    """A problem file whose keys have mostly the right types."""
    value = st.sampled_from(['"x*y"', '["x*y", "x + y"]', "1", "[1, 2]", "{ x = 1, y = 2 }", '"x=1,y=2"', "nan", "1.5",
                             '{ x = "pi/6", y = [1] }', "[]", "true", "1979-05-27", '"""\\nx*y\\n"""'])  # fmt: skip
    keys = draw(
        st.lists(st.sampled_from(["at", "w", "v", "vars", "wrt", "of", "shape", "odd"]), unique=True, max_size=3)
    )
    program = draw(PROGRAMS)
    quoted = "".join(f"\\u{ord(c):04x}" if c < " " or c in '"\\\x7f' else c for c in program)
    lines = [f'program = "{quoted}"'] if draw(st.integers(0, 9)) else []
    lines += [f"{key} = {draw(value)}" for key in keys]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A command line that is right or nearly so."""
    operation = draw(st.sampled_from(["jacobian", "vjp", "grad", "show", *sorted(vocabulary().operations)]))
    arguments = [operation]
    files: dict[str, bytes] = {}
    if draw(st.integers(0, 9)) == 0:
        files["p.toml"] = draw(problem_files())
        arguments += ["-f", "p.toml"]
    else:
        arguments += draw(st.lists(PROGRAMS, min_size=1, max_size=2))
        arguments += draw(points(arguments[1:]))
    known = vocabulary().operations[operation]
    if "--w" in known and draw(st.booleans()):
        arguments += draw(WEIGHTS)
    if "--v" in known:
        arguments += ["--v", *draw(WEIGHTS)[1:]]
    for option in draw(st.lists(OPTIONS, max_size=2)):
        if option[0] in known or option[0] in ("-q", "--lang=zh") or not draw(st.integers(0, 19)):
            arguments += option
    return Case(tuple(argument.replace("\0", "") for argument in arguments), files)


# ── the fuzzer ────────────────────────────────────────────────────────────────────────────────────────────

# Inputs per run of hypothesis, which keeps some state of each.
BATCH = 1000


def fuzz(campaign: Campaign) -> None:
    """Run command lines made by the rules, batch by batch, the k-th batch from the seed and k."""
    batch = 0
    while not campaign.is_over:

        @seed(campaign.seed * 1_000_003 + batch)
        @settings(
            max_examples=min(BATCH, campaign.count - campaign.inputs),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(cases())
        def attempt(case: Case) -> None:
            if not campaign.is_over:
                campaign.attempt(encoded(case))

        attempt()
        batch += 1


if __name__ == "__main__":
    from fuzz.campaign import main

    main("grammar")

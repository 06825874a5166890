"""Everything that is refused, with the code of its message and the place that the caret shows."""

from __future__ import annotations

from typing import Any

import pytest

from jacli.errors import ExitCode, JacliError, LanguageError, LimitReached, ShapeError, UnknownName
from jacli.graph.limits import Limits
from jacli.language.program import SourceText
from jacli.language.reader import _expressions, read_constant
from jacli.render.messages import catalogue, error_text
from jacli.render.messages.language_en import TEXTS
from tests.effort import calls
from tests.language.structure import program

SHAPES = {"A": (2, 3), "v": (3,), "w": (2,), "S": (2, 2), "T": (2, 3, 4)}

# The place is what stands between ‹ and ›.
REFUSALS: list[tuple[str, str]] = [
    # characters
    ("x ‹\x00› y", "control-character"),
    ("x‹\x1b›[0m", "control-character"),
    ("x ‹$› y", "invalid-character"),
    ("a‹\u200b›b", "invisible-character"),
    ("a‹→›b", "invalid-character"),
    ("x‹½›", "invalid-character"),
    ("x + ‹€›", "invalid-character"),
    ("a‹\udc80›", "undecoded-byte"),
    ("a‹\ud800›", "undecoded-byte"),
    ("x‹\u034f›y", "invisible-character"),
    ("‹\u3164›", "invisible-character"),
    ("a‹\ue000›", "invalid-character"),
    ("a‹\uffff›", "invalid-character"),
    ("x ‹–› y", "invalid-character-instead"),
    ("x‹!›", "invalid-character-instead"),
    ("‹√›x", "invalid-character-instead"),
    ("A‹ᵀ›", "invalid-character-instead"),
    ("a ‹&› b", "invalid-character-instead"),
    ("sin‹（›x)", "invalid-character-instead"),
    ("x ‹\\› + 1", "invalid-character-instead"),
    ("‹٣› + x", "foreign-digit"),
    # LaTeX
    (r"1 + ‹\frac{x}{2}›", "latex-command"),
    ("x^‹{2}›", "latex-command"),
    (r"x_‹{1}› + 1", "latex-command"),
    (r"‹\begin›{matrix}", "latex"),
    ("‹$›x$", "latex-dollar"),
    ("‹{›x}", "invalid-character-instead"),
    ("x‹٣›", "foreign-digit"),
    ("‹.₁x(›0)", "attribute-of-nothing"),
    ("x + ‹.٣›", "attribute-of-nothing"),
    ("‹𝑥› + 1", "styled-letter"),
    ("‹ｘ›²", "styled-letter"),
    ("a‹ﬁ›", "styled-letter"),
    ("‹ſ›", "styled-letter"),
    ("x‹ᵃ›", "invalid-character-instead"),
    ("ɡ + ‹g›", "look-alike"),
    ("‹ոame›", "mixed-scripts"),
    ("f‹'›{x}'", "text-in-quotes"),
    ("‹pаram› + 1", "mixed-scripts"),
    ("x + ‹х›", "look-alike"),
    ("х + ‹x›", "look-alike"),
    # numbers
    ("‹0x10›", "number-radix"),
    ("1 + ‹0b11›*x", "number-radix"),
    ("‹1_000›", "number-underscore"),
    ("‹1..2›", "number-malformed"),
    ("‹1.2.3›", "number-malformed"),
    ("‹2e1x›", "number-malformed"),
    # operands and operators
    ("y = ‹›", "nothing-to-read"),
    ("f(x) = ‹›", "nothing-to-read"),
    ("a ‹*›", "line-ends-early"),
    ("a ‹+›\nb", "line-ends-early"),
    ("a ‹+›; b", "line-ends-early"),
    ("‹-›", "line-ends-early"),
    ("a * ‹/› b", "operand-expected"),
    ("‹)›", "operand-expected"),
    ("(‹)›", "operand-expected"),
    ("sin(‹,› a)", "operand-expected"),
    ("max(a,‹,› b)", "operand-expected"),
    ("v[‹]›", "operand-expected"),
    ("v[0,‹,›1]", "operand-expected"),
    ("‹else›", "operand-expected"),
    ("x = ‹=› 1", "operand-expected"),
    ("‹x y›", "two-operands"),
    ("‹x 2›", "two-operands"),
    ("‹2 3›", "two-operands"),
    ("‹x²y›", "two-operands"),
    ("‹v[0]y›", "two-operands"),
    ("‹v[0](›y)", "two-operands"),
    ("‹x not› in y", "two-operands"),
    ("‹sin x›", "function-argument"),
    ("f(x)=x**2; ‹f›", "function-argument"),
    ("f(x, y)=x*y; z = 1 + ‹f›*x", "function-argument"),
    ("1 + ‹gamma x›", "function-argument"),
    ("gamma = 2; ‹gamma x›", "two-operands"),
    ("‹sin^2(›x)", "function-power"),
    ("‹1/2x›", "ambiguous-product"),
    ("‹x^2y›", "ambiguous-product"),
    ("‹1/(x+1)(›x-1)", "ambiguous-product"),
    ("a + ‹b/2x›", "ambiguous-product"),
    ("‹2**-3x›", "ambiguous-product"),
    ("‹a//2sin(›x)", "ambiguous-product"),
    ("‹|›x|", "bar"),
    ("a ‹|› b", "bar"),
    ("a + ‹not› b", "not-needs-brackets"),
    ("‹²› + x", "power-of-nothing"),
    ("‹sin›²(x)", "function-power"),
    ("‹.T›", "attribute-of-nothing"),
    ("‹a if b›", "if-without-else"),
    ("(‹a if b›)", "if-without-else"),
    ("max(‹a if b›, c)", "if-without-else"),
    ("a ‹else› b", "else-without-if"),
    ("a ‹:› b", "stray-colon"),
    ("(a ‹:› b)", "stray-colon"),
    ("‹None› + 1", "stands-alone"),
    ("sum(v, ‹None› + 1)", "stands-alone"),
    ("sum(v, -‹None›)", "stands-alone"),
    ("v[‹...› + 1]", "stands-alone"),
    ("[‹None›]", "stands-alone"),
    ("sin(‹...›)", "stands-alone"),
    ("Abs(‹None›)", "stands-alone"),
    ("x ‹...›", "stands-alone"),
    # brackets
    ("‹(x + 1›", "bracket-not-closed"),
    ("‹sum[a, b›", "bracket-not-closed"),
    ("2*‹[a, b›", "bracket-not-closed"),
    ("‹sin(x›; y", "bracket-not-closed"),
    ("‹v[0 + 1›", "bracket-not-closed"),
    ("‹(›", "bracket-not-closed"),
    ("x‹)›", "bracket-not-open"),
    ("x + 1‹]›", "bracket-not-open"),
    ("(x + 1‹]›", "brackets-differ"),
    ("[x + 1‹)›", "brackets-differ"),
    ("v[1 + 1‹)›", "brackets-differ"),
    ("max(a,‹]›", "brackets-differ"),
    # statements
    ("y = x ‹=› 2", "assignment-inside"),
    ("(x ‹=› 1)", "assignment-inside"),
    ("2x ‹=› 4", "assignment-inside"),
    ("(x ‹:=› 1)", "walrus"),
    ("y = x ‹+=› 1", "augmented-assignment"),
    ("y = x ‹**=› 2", "augmented-assignment"),
    ("‹return› x", "return-outside"),
    ("‹while› x: y", "python-statement"),
    ("‹class› A: x", "python-statement"),
    ("‹if› x > 0: y", "branch-statement"),
    ("‹@›jitted\nx", "decorator"),
    ("‹lambda› x: x", "statement-word"),
    ("f = 2*‹lambda› x: x", "statement-word"),
    ("[x ‹for› x in v]", "statement-word"),
    ("x ‹in› v", "statement-word"),
    ("‹range›(3)", "statement-word"),
    ("‹else› = 3", "reserved-word"),
    ("‹True› = 3", "reserved-word"),
    ("a, ‹in› = 1, 2", "reserved-word"),
    ("f(x, ‹not›) = x", "reserved-word"),
    ("import ‹numpy as›\nx", "import-form"),
    ("from math import ‹sin as s›\nsin(x)", "import-form"),
    ("‹from› x\nimport y", "import-form"),
    ("‹\"›abc\"", "text-in-quotes"),
    ("f‹\"›{x}\"", "text-in-quotes"),
    ("v[‹'›a']", "text-in-quotes"),
    ("x + x‹'›", "prime-inside"),
    ("‹x''› = y", "second-derivative"),
    ("x' = y\n‹x'› = z", "primed-twice"),
    ("f(‹2›) = 3", "parameter-not-name"),
    ("f(x, ‹x+1›) = 3", "parameter-not-name"),
    ("f(‹x, x›) = 3", "parameter-twice"),
    ("‹a, b = 1›", "targets-differ"),
    ("‹y›[0] = 1", "element-of-no-array"),
    ("y = 2\n‹y›[0] = 1", "element-of-no-array"),
    ("y = zeros(2)\ny[0] =‹ v›", "element-not-scalar"),
    ("y = zeros(2, 2)\ny‹[0]› = 1", "element-index"),
    ("y = zeros(2)\ny[0] = x\nz = y\n‹y[1] =› x", "in-place-shared"),
    ("f(a) = a\ny = zeros(2)\ny[0] = x\nz = f(y)\n‹z[1] =› x", "in-place-shared"),
    ("", "no-output"),
    ("‹# nothing›", "no-output"),
    ("‹import numpy as np›", "no-output"),
    # names
    ("‹__class__›", "dunder"),
    ("‹__import__›(1)", "dunder"),
    ("v.‹__class__›", "dunder"),
    ("‹__f›(x)", "dunder"),
    ("(axis + ‹=› 1)", "operand-expected"),
    ("sum(v, 2*axis ‹=› 1)", "assignment-inside"),
    ("‹__x› = 1", "dunder"),
    ("‹sinn›(x)", "unknown-function"),
    ("np.‹sinn›(x)", "unknown-function"),
    ("‹foobar›(x)", "unknown-function"),
    ("‹factorial›(x)", "function-elsewhere"),
    ("‹np.einsum›", "function-elsewhere"),
    ("‹a›(b + c)", "name-before-parenthesis"),
    ("x*‹x›(b + c)", "name-before-parenthesis"),
    ("x*‹x› (b + c)", "name-before-parenthesis"),
    ("‹np.foo›", "unknown-member"),
    ("v.‹summ›()", "unknown-method"),
    ("‹(v + 1).backward›", "unknown-attribute"),
    ("‹v.foo›", "unknown-attribute"),
    ("‹v.sum› + 1", "method-without-parentheses"),
    ("‹v.dtype›", "array-property"),
    # calls
    ("‹sin()›", "missing-argument"),
    ("‹atan2(x)›", "missing-argument"),
    ("‹max()›", "missing-argument"),
    ("‹stack()›", "missing-argument"),
    ("‹stack([v], [v], [v])›", "too-many-arguments"),
    ("‹zeros()›", "missing-argument"),
    ("‹sin(x, y)›", "too-many-arguments"),
    ("‹v.exp(2)›", "too-many-arguments"),
    ("‹sin(x, axis=0)›", "unknown-keyword"),
    ("‹vstack([v, v], axis=0)›", "unknown-keyword"),
    ("f(x) = x; ‹f(x=2)›", "unknown-keyword"),
    ("sum(v, axis=0, ‹axis›=0)", "argument-twice"),
    ("‹sum(v, 0, axis=0)›", "argument-twice"),
    ("f(x) = x; ‹f(1, 2)›", "argument-count"),
    ("f(x) = ‹f(x)› + 1; f(2)", "recursive-function"),
    ("f(x) = g(x); g(x) = ‹f(x)›; f(2)", "recursive-function"),
    ("max(‹*›v)", "star-argument"),
    ("‹where(None, 1, 2)›", "not-a-value"),
    ("‹sum(v, x)›", "not-constant"),
    ("‹sum(a, b, c)›", "not-constant"),
    ("‹zeros(n)›", "not-constant"),
    ("‹sum(v, 1/2)›", "wrong-kind"),
    ("‹eye(1/2)›", "wrong-kind"),
    ("‹polygamma(-1, x)›", "wrong-kind"),
    ("‹arange((1, 2))›", "wrong-kind"),
    ("‹softmax(A, (0, 1))›", "wrong-kind"),
    ("‹zeros(1/0)›", "constant-undefined"),
    ("‹zeros(2/(1 - 1))›", "constant-undefined"),
    ("‹log(x, 2)›", "log-base"),
    ("‹np.log(x, base=2)›", "log-base"),
    ("‹np.max(v, 0)›", "extreme-axis"),
    ("‹torch.max(A, 0)›", "function-differs"),
    ("‹torch.min(A, dim=1)›[0]", "function-differs"),
    ("jax.nn.‹gelu›(x)", "function-differs"),
    ("sympy.‹sinc›(x)", "function-differs"),
    ("math.‹remainder›(x, 3)", "function-differs"),
    ("‹scipy.special.softmax(A)›", "function-differs"),
    ("‹norm(v, 3)›", "norm-order"),
    ("‹norm(A, 1)›", "matrix-norm"),
    ("‹A.transpose(0, 1)›", "transpose-axes"),
    ("‹Piecewise(a, b)›", "piecewise-pairs"),
    ("‹Piecewise((a, b > 0))›", "piecewise-open"),
    # indices
    ("‹v[x]›", "index-not-constant"),
    ("‹v[v > 0]›", "index-not-constant"),
    ("‹v[1:x]›", "index-not-constant"),
    ("y = zeros(2)\ny[‹x›] = 1", "index-not-constant"),
    ("y = zeros(2)\ny[‹²›] = 1", "power-of-nothing"),
    ("y = zeros(2)\ny[‹٣›] = 1", "foreign-digit"),
    ("y = zeros(2)\ny[0,‹›] = 1", "nothing-to-read"),
    ("‹v[1/2]›", "index-not-integer"),
    ("‹v[[0, 1]:2]›", "index-not-integer"),
    ("x = zeros(2, 3, 2)\ny = ‹x[0,:,[0, 1]]›", "index-order"),
    ("‹v[True]›", "index-boolean"),
    ("‹v[[True, False, True]]›", "index-boolean"),
    ("v[‹(0, 1)›]", "index-parentheses"),
    ("‹v[0:1:2:3]›", "slice-colons"),
    # shapes
    ("‹q[0]›", "scalar-as-array"),
    ("‹q @ v›", "scalar-as-array"),
    ("‹q.T›", "scalar-as-array"),
    ("‹sum(q, axis=0)›", "scalar-as-array"),
    ("‹q.reshape(3)›", "scalar-as-array"),
    ("‹det(q)›", "scalar-as-array"),
    ("q*2\n‹q›[0] = 1", "scalar-as-array"),
    ("‹[]›", "empty-array"),
    ("‹[a, [b, c]]›", "ragged-array"),
    ("‹v + w›", "shapes-differ"),
    ("2*(‹v*w›) + 1", "shapes-differ"),
    ("‹sum(v, 1)›", "no-such-axis"),
    ("‹sum(A, (0, 0))›", "axis-twice"),
    ("‹2 @ v›", "matmul-scalar"),
    ("‹A @ w›", "matmul-shapes"),
    ("‹det(A)›", "not-square"),
    ("‹zeros(1/2)›", "shape-not-integers"),
    ("‹zeros(-1)›", "negative-length"),
    ("‹arange()›", "arange-bounds"),
    ("‹arange(0, 1, 0)›", "zero-step"),
    ("‹v[::0]›", "zero-step"),
    ("‹A.reshape(-1, -1)›", "reshape-unknown"),
    ("‹A.reshape(4)›", "reshape-size"),
    ("‹T.permute(0, 0, 1)›", "axes-not-a-permutation"),
    ("‹trace(v)›", "not-a-matrix"),
    ("‹max(zeros(0))›", "empty-reduction"),
    ("‹stack([v, w])›", "stack-shapes"),
    ("‹concatenate([A, S.T])›", "concatenate-shapes"),
    ("‹solve(S, v)›", "solve-shapes"),
    ("‹dot(v, T)›", "dot-rank"),
    ("‹cross(v, w)›", "cross-shapes"),
    ("‹v[0, 0]›", "too-many-indices"),
    ("‹v[3]›", "index-out-of-range"),
    ("y = zeros(2)\n‹y[2]› = 1", "index-out-of-range"),
    ("y = zeros(2)\ny[0] = 1\n‹y[5]›", "index-out-of-range"),
    ("‹A[[0, 1], [0, 1, 2]]›", "index-lists-differ"),
    ("‹" + "[" * 33 + "x" + "]" * 33 + "›", "too-many-axes"),
]  # fmt: skip


def unmarked(marked: str) -> tuple[str, int, int]:
    start = marked.find("‹")
    end = marked.find("›") - 1
    return marked.replace("‹", "").replace("›", ""), start, end


@pytest.mark.parametrize(("marked", "code"), REFUSALS)
def test_refused_with_code_and_place(marked: str, code: str) -> None:
    text, start, end = unmarked(marked)
    with pytest.raises(JacliError) as caught:
        program(text, shapes=SHAPES)
    error = caught.value
    assert error.code == code
    assert error.place is not None
    assert error.place.text == text
    if "‹" in marked and code != "too-many-axes":
        assert text[error.place.start : error.place.end] == text[start:end]
    assert isinstance(error, LanguageError)
    assert error.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(("marked", "code"), REFUSALS)
def test_every_refusal_has_one_line_of_text(marked: str, code: str) -> None:
    text, *_ = unmarked(marked)
    with pytest.raises(JacliError) as caught:
        program(text, shapes=SHAPES)
    line = error_text(caught.value)
    assert f"{code}:" not in line
    assert not line.endswith(code)
    assert all(mark not in line for mark in ("{", "}", "⟨", "⟩", "\n")) or code.startswith(("invalid", "latex"))
    assert line.isprintable()


ELSEWHERE_RAISED = {"not-a-name", "name-in-value", "program-type", "two-values", "value-and-more", "unknown-output"}
# Each function calls the one above it twice: two to the power of 60 calls.
CASCADE = (
    "f0(x) = 1\n" + "\n".join(f"f{k}(x) = f{k - 1}(x + {k}) + f{k - 1}(x - {k})" for k in range(1, 61)) + "\nf60(z)"
)
LONG_BODY = f"f(x) = {'+'.join('1' * 5_000)}\n{'+'.join(f'f({k})' for k in range(500))}"
LIMITS = {"text-too-long", "too-deep", "too-many-calls", "too-many-outputs"}


def test_every_text_has_its_refusal() -> None:
    assert TEXTS.keys() - {code for _, code in REFUSALS} == ELSEWHERE_RAISED | LIMITS


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("sinn(x)", "sin"),
        ("Sin(x)", "sin"),
        ("sqr(x)", "sqrt"),
        ("sine(x)", "sin"),
        ("arcos(x)", "arccos"),
        ("lgo(x)", "log"),
        ("hyp(x, y)", "hypot"),
        ("xp(x)", "exp"),
        ("tn(x)", "tan"),
        ("arcsine(x)", "arcsin"),
        ("np.arctn(x)", "arctan"),
        ("v.summ()", "sum"),
        ("v.reshap(3)", "reshape"),
        ("myfun(x) = x; myfn(2)", "myfun"),
    ],
)
def test_did_you_mean(text: str, suggestion: str) -> None:
    with pytest.raises(UnknownName) as caught:
        program(text, shapes=SHAPES)
    assert caught.value.fields["suggestion"] == suggestion
    assert f"did you mean {suggestion}?" in error_text(caught.value)


@pytest.mark.parametrize("name", ["foo", "bar", "baz", "foobar", "lag", "test", "myfun"])
def test_what_is_far_from_every_name_is_no_other(name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        program(f"{name}(x)", shapes=SHAPES)
    assert caught.value.code == "unknown-function"
    assert "did you mean" not in error_text(caught.value)


def test_both_readings_are_shown() -> None:
    with pytest.raises(LanguageError) as caught:
        program("a + 1/2x")
    assert caught.value.fields == {"first": "1/(2*x)", "second": "(1/2)*x"}
    with pytest.raises(LanguageError) as caught:
        program("x^2sin(y)")
    assert caught.value.fields == {"first": "x**(2*sin(…))", "second": "(x**2)*sin(…)"}


def test_shapes_have_one_spelling() -> None:
    for typed, said in (
        ("A @ w", "(2×3) @ (2): the inner lengths differ"),
        ("[1, A]", "element 0 of this array has the shape (), element 1 has (2×3); all must have one"),
        ("stack(A, A, w)", "arrays that are stacked need one shape, not (2×3), (2);"),
        ("inv(A)", "a square matrix is needed, and this has the shape (2×3)"),
        ("3 @ w", "@ multiplies arrays, not () @ (2)"),
    ):
        with pytest.raises(ShapeError) as caught:
            program(typed, shapes=SHAPES)
        assert said in error_text(caught.value)


def test_look_alikes_are_named_with_code_points() -> None:
    with pytest.raises(LanguageError) as caught:
        program("x + х")
    assert "U+0445 CYRILLIC SMALL LETTER HA" in error_text(caught.value)


def test_terminal_escapes_do_not_reach_the_message() -> None:
    with pytest.raises(LanguageError) as caught:
        program("x\x1b[31m")
    assert "character" not in caught.value.fields
    assert "U+001B" in error_text(caught.value)
    assert "\x1b" not in error_text(caught.value)


def test_the_place_is_in_its_own_text() -> None:
    with pytest.raises(LanguageError) as caught:
        program("x + 1", "y = 2\ny +* 3")
    place = caught.value.place
    assert place is not None
    assert (place.name, place.line, place.column) == ("expression 2", 2, 4)


@pytest.mark.parametrize("name", ["", "2x", "x y", "if", "x.y", "a-b", "None"])
def test_listed_names_are_names(name: str) -> None:
    with pytest.raises(LanguageError) as caught:
        program("x", variables=[name])
    assert caught.value.code == "not-a-name"
    assert caught.value.code in catalogue()


def test_unknown_outputs() -> None:
    with pytest.raises(UnknownName) as caught:
        program("speed = x", of=["sped"])
    assert caught.value.code == "unknown-output"
    assert caught.value.fields["suggestion"] == "speed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "name-in-value"),
        ("2*np.y", "unknown-member"),
        ("1, 2", "value-and-more"),
        ("1\n2", "value-and-more"),
        ("1; 2", "value-and-more"),
        ("", "nothing-to-read"),
        ("x = 1", "name-in-value"),
        ("1 +", "line-ends-early"),
    ],
)
def test_values_that_are_none(text: str, code: str) -> None:
    with pytest.raises(LanguageError) as caught:
        read_constant(SourceText("--at", text))
    assert caught.value.code == code
    assert caught.value.place is not None
    assert caught.value.place.name == "--at"


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("x" * 101, Limits(source_bytes=100), "text-too-long"),
        ("é" * 51, Limits(source_bytes=100), "text-too-long"),
        ("(" * 11 + "x" + ")" * 11, Limits(nesting=10), "too-deep"),
        ("sin(" * 11 + "x" + ")" * 11, Limits(nesting=10), "too-deep"),
        ("[" * 11 + "x" + "]" * 11, Limits(nesting=10), "too-deep"),
        ("-" * 12 + "x", Limits(nesting=10), "too-deep"),
        ("not " * 12 + "x > 0", Limits(nesting=10), "too-deep"),
        ("x if x > 0 else " * 12 + "x", Limits(nesting=10), "too-deep"),
        ("x, " * 12, Limits(outputs=10), "too-many-outputs"),
        ("x; " * 12, Limits(outputs=10), "too-many-outputs"),
        ("x + y + z", Limits(nodes=4), "too-many-nodes"),
        ("zeros(11)", Limits(elements=10), "too-many-elements"),
        ("ones(4, 1)*ones(1, 4)", Limits(elements=10), "too-many-elements"),
        ("linspace(0, 1, 10**9)", Limits(), "too-many-elements"),
        ("1e999999999", Limits(), "too-many-digits"),
        ("1e-200000*x", Limits(), "too-many-digits"),
        ("1" * 100_001, Limits(), "too-many-digits"),
        ("zeros(9**9**9)", Limits(), "too-many-digits"),
        ("zeros(10**99999*10**99999*10**99999*10**99999*10**99999)", Limits(), "too-many-digits"),
        ("f(x) = x; f(1) + f(2) + f(3) + f(4)", Limits(nodes=5), "too-many-nodes"),
        ("f(x, y) = 1; max(f(a, b), f(b, a), f(a, a), f(b, b))", Limits(source_bytes=150), "too-many-calls"),
        (LONG_BODY, Limits(), "too-many-calls"),
        (CASCADE, Limits(), "too-many-calls"),
    ],
)
def test_limits(text: str, limits: Limits, code: str) -> None:
    with pytest.raises(LimitReached) as caught:
        program(text, limits=limits)
    assert caught.value.code == code
    assert caught.value.exit_code == ExitCode.LIMIT
    assert code in catalogue()


def test_an_honest_program_may_call_thousands_of_times() -> None:
    body = "exp(-x*x/2)/sqrt(2*pi) + 3*x**2*sin(x) - cos(x)/(1 + x**2) + tanh(x/7)"
    steps = "\n".join(f"y{k} = f(x + {k})" for k in range(5_000))
    assert len(program(f"f(x) = {body}\n{steps}\ny4999").outputs) == 1


def test_nothing_is_folded() -> None:
    text = "9**9**9"
    found: Any = program(text)
    assert len(found.graph) == 3


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        (r"\frac{x}{2}", "x/2"),
        (r"\frac{x + 1}{2y}", "(x + 1)/(2y)"),
        (r"\frac{\pi}{2}", "a/b"),
        (r"\frac12", "a/b"),
        (r"\sin x", "sin(x)"),
        (r"\sin(2x + y)", "sin(2x + y)"),
        (r"\sin\left(x\right)", "sin(x)"),
        (r"\ln{x}", "log(x)"),
        (r"\sqrt{x^2 + 1}", "sqrt(x^2 + 1)"),
        (r"\exp\frac{1}{x}", "exp(x)"),
        (r"2 \cdot x", "*"),
        (r"\theta", "theta"),
        (r"x^{-2}", "^(-2)"),
        (r"x^{10}", "^10"),
        (r"x^{\frac{1}{2}}", "^n"),
        (r"x_{1}", "x_1"),
        (r"x_{i,j}", "x_i_j"),
        (r"\theta_{1}", "theta"),
    ],
)
def test_what_to_type_for_latex(typed: str, instead: str) -> None:
    with pytest.raises(LanguageError) as caught:
        program(typed)
    assert (caught.value.code, caught.value.fields["instead"]) == ("latex-command", instead)
    assert f"type {instead}" in error_text(caught.value)
    assert instead in error_text(caught.value, "zh")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("x, y, z, x*y", 4),
        ("x,\ny,\nz,", 3),
        ("x;;y;\n\n  ; z\r\nx*y # a, b, c\n", 4),
        ("a, b, c = x, y, z\na, b", 2),
        ("f(x, y) = x*y\nf(a, b), f(b,\n a), max(a, b, 1)", 3),
        ("[x, y, z, x, y, z], [1, 2,\n 3,\n 4], x", 3),
        ("a if b == c else d, e, x <= y", 3),
        ("x' = v, v' = -x", 2),
        ("u = x, v = y, w = z", 3),
        ("x[0] = 1, 2", 2),
    ],
)
def test_outputs_are_refused_beyond_their_limit_only(text: str, count: int) -> None:
    try:
        program(text, shapes={"x": ()}, limits=Limits(outputs=count))
    except LimitReached as error:
        pytest.fail(f"{error.code} for {text!r}")
    except LanguageError:
        pass
    assert all(isinstance(place, int) for place in _expressions(text))
    assert len(list(_expressions(text))) <= count


def test_far_too_many_outputs_are_refused_before_they_are_read() -> None:
    for sign in ("\n", ";", ", "):
        text = sign.join(f"sin(x*{k})" for k in range(5_000))

        def refused(text: str = text) -> None:
            with pytest.raises(LimitReached) as caught:
                program(text, limits=Limits(outputs=4_000))
            assert caught.value.code == "too-many-outputs"
            assert caught.value.place is not None
            assert text[caught.value.place.start :].lstrip().startswith("sin(x*4000)")

        refused()
        assert calls(refused) < 8 * 5_000

"""The table at every width: nothing is cut, nothing is read as markup, columns line up."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy

from jacli.analysis.records import Answer, Note
from jacli.render import Style, render
from jacli.render.columns import align_decimals, align_pairs, block_widths, stacked
from jacli.render.entries import CellText
from jacli.render.widths import display_width, fold
from tests.conftest import Jacli
from tests.questions import asked
from tests.render import answers

WIDTHS = [20, 21, 23, 30, 39, 40, 50, 60, 61, 80, 100, 132, 200, 500]
CODES = re.compile(r"\x1b\[[0-9;]*m")


def table(answer: Answer, width: int | None = None, **style: object) -> str:
    return "".join(render(answer, "table", Style(width=width, **style)))  # type: ignore[arg-type]


def wide() -> Answer:
    """Twenty columns of numbers with 17 digits and formulas of many lengths."""
    symbols = sympy.symbols("x1:21")
    outputs = {f"y{k}": sum(sympy.cos(x * k) ** (i % 4) for i, x in enumerate(symbols)) for k in (1, 2)}
    return answers.answer("jacobian", outputs, {str(x): () for x in symbols}, {str(x): 1 for x in symbols})


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("make", [wide, lambda: answers.polar("show"), answers.product_grad, answers.kinked])
def test_no_line_is_wider_than_the_terminal(make: object, width: int) -> None:
    text = table(make(), width)  # type: ignore[operator]
    assert max(map(display_width, text.splitlines())) <= width
    assert all(line == line.rstrip() for line in text.splitlines())
    assert "..." not in text.replace(" … ", "")
    assert "…" not in text.replace(" … ", "")


@pytest.mark.parametrize("width", [*WIDTHS, None])
def test_every_name_and_number_is_there(width: int | None) -> None:
    answer = wide()
    text = table(answer, width)
    for name in (*answer.outputs, *answer.inputs):
        assert re.search(rf"\b{name}\b", text)
    columns = squeezed("".join(_cells(text)))
    for row in answer.result.rows:
        for _, entry in row:
            assert repr(entry.value) in columns or (entry.value or 0.0).is_integer()


def _cells(text: str) -> list[str]:
    """The lines below the names of rows, these names left out, so that folded numbers join."""
    return [re.sub(r"^ *y\d ", "", line) for line in text.splitlines()]


@pytest.mark.parametrize("width", range(20, 120, 7))
def test_a_long_formula_folds_without_loss(width: int) -> None:
    formula = sum(sympy.Symbol(f"a{i}") * sympy.Symbol(f"b{i}") for i in range(40))
    answer = answers.answer("vjp", {"y": formula}, {"a0": ()}, None, [[1]])
    written = answers.entry(formula * sympy.Symbol("c"))
    part = answer.result.__class__("vjp", (), ("a0",), (((0, written),),))
    text = table(answers.replace(answer, result=part), width)
    assert squeezed(str(formula * sympy.Symbol("c"))) in squeezed(text)


def test_into_a_pipe_it_is_as_wide_as_needed() -> None:
    lines = table(wide()).splitlines()
    assert max(map(len, lines)) > 500
    assert sum("x20" in line for line in lines) >= 1
    assert "columns x1 …" not in table(wide())


def test_blocks_say_which_columns_they_hold() -> None:
    text = table(wide(), 80)
    captions = re.findall(r"columns? (x\d+)(?: … (x\d+))? of 20", text)
    assert captions[0][0] == "x1"
    assert (captions[-1][1] or captions[-1][0]) == "x20"


@pytest.mark.parametrize("form", ["table", "plain", "markdown", "json", "csv", "tsv", "ndjson", "quiet", "latex"])
@pytest.mark.parametrize("name", ["W[x]", "[red]x[/red]", "a|b", "θ_1", ":smile:", "名", "x[0]"])
def test_names_print_as_they_are(form: str, name: str) -> None:
    shape = {name: ()}
    answer = answers.numeric(1, 1, inputs=(name,), outputs=(f"f{name}",), input_shapes=shape, point=None)
    part = answers.Part("jacobian", (f"f{name}",), (name,), answer.result.rows)
    text = "".join(render(answers.replace(answer, result=part), form))
    shown = re.sub(r"\\(.)", r"\1", text) if form == "markdown" else text
    assert form == "quiet" or f"f{name}" in shown


def test_formulas_are_not_read_as_markup() -> None:
    symbol = sympy.Symbol("[bold]x[/bold]")
    answer = answers.answer("jacobian", {"y": symbol}, {"z": ()}, None)
    part = answers.Part("jacobian", ("y",), ("z",), (((0, answers.entry(symbol)),),))
    assert "[bold]x[/bold]" in table(answers.replace(answer, result=part), colour=True)


def test_colour_changes_nothing_but_colour() -> None:
    for answer in (answers.builtin("show", [3, 2, 1]), answers.odd_values(), answers.kinked()):
        plain, coloured = table(answer, 80), table(answer, 80, colour=True)
        assert "\x1b[" in coloured
        assert "\x1b" not in plain
        stripped = [line.rstrip() for line in CODES.sub("", coloured).splitlines()]
        assert stripped == plain.splitlines()


def test_environment_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, coloured = table(answers.polar(), 60), table(answers.polar(), 60, colour=True)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "JPY_PARENT_PID"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("TERM", "dumb")
    assert table(answers.polar(), 60) == plain
    assert table(answers.polar(), 60, colour=True) == coloured


@pytest.mark.parametrize("make", [wide, lambda: answers.polar("show"), answers.product_grad, answers.odd_values])
def test_ascii_is_ascii(make: object) -> None:
    for form in ("table", "plain", "markdown", "latex", "json", "csv"):
        assert "".join(render(make(), form, Style(width=60, ascii=True))).isascii()  # type: ignore[operator]


def test_ascii_spells_its_signs() -> None:
    text = table(answers.polar("show"), ascii=True)
    assert "sum_i grad y_i = 1TJ  (1x2)(2x2) -> 1x2   y.sum().backward()" in text
    assert "sqrt(2)/2  0.7071067811865476" in text
    assert "-----" in text


def test_decimals_stand_below_each_other() -> None:
    assert align_decimals(["1.5", "-20", "1e-7", "undefined"]) == ["  1.5", "-20", "  1e-7", "undefined"]
    assert align_pairs(["1/3", ""], ["0.25", "10"]) == ["1/3   0.25", "     10"]


def test_numbers_of_hundreds_of_digits_are_not_aligned() -> None:
    assert align_decimals(["1" * 100, "1"]) == ["1" * 100, "1"]


def test_blocks_are_of_equal_width() -> None:
    columns = [stacked(f"x{i}", [CellText("", "123456", "")]) for i in range(10)]
    blocks = block_widths([stacked("", [CellText("", "1", "")]), *columns], 1, 50, 3)
    assert [len(block) for block, _ in blocks] == [5, 5]


def test_torch_code_names_a_single_array() -> None:
    assert "c.sum().backward()" in table(answers.product_grad())
    assert r"\sum_i \nabla c_i = " in "".join(render(answers.product_grad(), "latex", Style()))
    assert "y.backward(w)" in table(answers.builtin("vjp", [3, 2, 1]))
    single = answers.answer("grad", {"out": "x**2"}, {"x": ()}, {"x": 1})
    assert "out.backward()" in table(single)


@pytest.mark.parametrize("arguments", [["x*y, x"], ["x*y, x", "--wrt", "x"]])
def test_torch_code_calls_no_output_by_the_name_of_an_input(arguments: list[str], jacli: Jacli) -> None:
    found = jacli("show", *arguments, "--at", "1,2", "--w", "1,2").out
    assert "out.backward(w)" in found
    assert "out.sum().backward()" in found
    assert "y.backward" not in found
    assert "`out.backward(w)`" in jacli("explain", *arguments, "--at", "1,2", "--w", "1,2").out


def test_what_is_too_long_to_be_shown_says_where_it_is(jacli: Jacli) -> None:
    out = jacli("vjp", "2*x", "--at", "x=arange(300)", "--w", "ones(300)").out
    assert "at a point of 300 numbers (--format json lists them)\n" in out
    assert "w: 300 weights (--format json lists them)\n" in out


def test_notes_are_few_on_a_terminal_and_all_elsewhere() -> None:
    notes = tuple(Note("kink", "kink", (f"y{i}", "x"), fields={}) for i in range(40))
    answer = answers.numeric(notes=notes)
    short, long = table(answer, 80, terminal=True), table(answer)
    assert "∂y39/∂x" in long
    assert "∂y39/∂x" not in short
    assert "and 34 more notes; --format json lists all" in short


def test_many_entries_are_streamed() -> None:
    pieces = list(render(answers.numeric(200, 150), "table", Style()))
    assert max(map(len, pieces)) < 10_000
    text = "".join(pieces)
    assert "199.25" in text
    assert "x150" in text


def test_a_long_point_is_counted() -> None:
    assert "at a point of 100 numbers" in table(answers.numeric(1, 100))


def test_a_matrix_without_entries_says_so() -> None:
    empty = answers.numeric(2, 0)
    for form in ("table", "plain", "markdown"):
        assert "no entries" in "".join(render(empty, form))
    assert "".join(render(empty, "quiet")) == "\n\n"


def test_a_determinant_is_a_formula_a_number_and_a_decimal() -> None:
    determinant = answers.entry(sympy.Symbol("r"), sympy.sqrt(2))
    assert "det J = r = √2 ≈ 1.4142135623730951" in table(answers.polar(determinant=determinant))
    assert "det J = r = sqrt(2) ~ 1.4142135623730951" in table(answers.polar(determinant=determinant), ascii=True)


@pytest.mark.parametrize("width", [20, 40, 60])
def test_names_beyond_ascii_are_escaped_before_the_columns_are_laid_out(width: int) -> None:
    theta = sympy.Symbol("θ")
    answer = answers.answer("show", {"名": theta**2, "y": theta}, {"θ": ()}, {"θ": 3})
    text = table(answer, width, ascii=True)
    assert "\\u03b8" in text
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("width", [None, *WIDTHS])
@pytest.mark.parametrize(
    "make", [wide, lambda: answers.polar("show"), answers.product_grad, answers.kinked, answers.with_terms]
)
def test_rich_draws_what_is_drawn_without_it(make: object, width: int | None) -> None:
    coloured = CODES.sub("", table(make(), width, colour=True))  # type: ignore[operator]
    bare = "".join(line.rstrip() + "\n" for line in coloured.splitlines())
    assert bare == table(make(), width)  # type: ignore[operator]


NESTED = "exp(-(x - 1)**2/(2*s**2))/(s*sqrt(2*pi))*sin(omega*t + phi) - x*(y + 1)"


@pytest.mark.parametrize("width", range(24, 80, 4))
def test_a_formula_is_folded_where_few_brackets_are_open(width: int) -> None:
    lines = fold(NESTED, width)
    assert "".join(lines).replace(" ", "") == NESTED.replace(" ", "")
    for line, after in pairwise(lines):
        assert line[-1] not in "([+-"
        assert after[0] not in ")]*/,"
        assert not line.endswith("*" if after.startswith("*") else "**")


def test_a_sum_is_folded_before_its_signs() -> None:
    assert fold("a*b + c*d - e*f", 10) == ["a*b + c*d", "- e*f"]
    assert fold("sin(x + y)*cos(x - y)", 14) == ["sin(x + y)*", "cos(x - y)"]
    assert fold("-(aaaa + bbbb)", 10) == ["-(aaaa", "+ bbbb)"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_narrow_listing_says_what_is_below_what(lang: str) -> None:
    answer = asked("grad", NESTED, {"x": 1.5, "s": Fraction(1, 3), "omega": 1, "t": 2, "phi": 2, "y": 0}, formulas=True)
    for width in (40, 60, 80):
        heading = table(answer, width, lang=lang).split("─")[0].rstrip().splitlines()[-1]
        assert heading.strip() == ("exact, value, formula" if lang == "en" else "精确值、数值、公式")

"""What a part is called in print: its formula, the shapes that meet in it, and what PyTorch calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jacli.render.entries import kind_of, stems
from jacli.render.messages import text

if TYPE_CHECKING:
    from jacli.analysis.records import Answer, Part

_ASCII = {
    "ᵀ": "T",
    "×": "x",
    "→": "->",
    "Σᵢ∇": "sum_i grad ",
    "ᵢ": "_i",
    "ⱼ": "_j",
    "∂": "d",
    "²": "2",
    "∇": "grad ",
    "…": "...",
    "–": "-",
    "·": "*",
    "√": "sqrt",
    "≈": "~",
    "∞": "inf",
    **{chr(ord("₀") + digit): str(digit) for digit in range(10)},
}


# A longer list of arguments is called x.
LONGEST_ARGUMENTS = 30
# What several outputs are called as a whole: the first that no input has.
TOGETHER = ("y", "out", "outputs")


class Title(NamedTuple):
    """`label` names the part, `shapes` how it comes about, `code` is the PyTorch call that gives the same."""

    label: str
    shapes: str = ""
    remark: str = ""
    code: str = ""


def title(answer: Answer, part: Part, lang: str = "en") -> Title:
    """The title of a part of an answer."""
    kind = kind_of(answer, part)
    return _TITLES[kind](answer, lang) if kind in _TITLES else Title(kind)


def to_ascii(printed: str) -> str:
    """The signs that jacli itself prints, spelled in ASCII."""
    for sign, spelling in _ASCII.items():
        printed = printed.replace(sign, spelling)
    return printed


def torch_name(answer: Answer) -> str:
    """What PyTorch code calls the output: its own name if there is one, else y, or out where an input is called y."""
    if len(answer.output_shapes) == 1:
        return next(iter(answer.output_shapes))
    taken = {*answer.input_shapes, *stems(answer.point or ())}
    return next((name for name in TOGETHER if name not in taken), TOGETHER[-1])


def _value(answer: Answer, lang: str) -> Title:
    arguments = ", ".join(answer.input_shapes) or "…"
    inputs, outputs = len(answer.inputs), len(answer.outputs)
    from_ = text("one-input", {}, lang) if inputs == 1 else text("inputs", {"count": inputs}, lang)
    to = text("one-output", {}, lang) if outputs == 1 else text("outputs", {"count": outputs}, lang)
    shapes = f"{from_} → {to}"
    return Title(f"f({arguments if len(arguments) <= LONGEST_ARGUMENTS else 'x'})", shapes)


def _jacobian(answer: Answer, lang: str) -> Title:
    rows, columns = len(answer.outputs), len(answer.inputs)
    if answer.layout == "denominator":
        return Title("Jᵀ", f"{columns}×{rows}", text("denominator-layout", {}, lang))
    return Title("J", f"{rows}×{columns}", text("numerator-layout", {}, lang))


def _vjp(answer: Answer, _: str) -> Title:
    return Title("wᵀJ", _row_times_matrix(answer), code=f"{torch_name(answer)}.backward(w)")


def _grad(answer: Answer, _: str) -> Title:
    name = torch_name(answer)
    if len(answer.outputs) == 1:
        return Title(f"∇{name} = 1ᵀJ", _row_times_matrix(answer), code=f"{name}.backward()")
    return Title(f"Σᵢ∇{name}ᵢ = 1ᵀJ", _row_times_matrix(answer), code=f"{name}.sum().backward()")


def _row_times_matrix(answer: Answer) -> str:
    rows, columns = len(answer.outputs), len(answer.inputs)
    return f"(1×{rows})({rows}×{columns}) → 1×{columns}"


def _jvp(answer: Answer, _: str) -> Title:
    rows, columns = len(answer.outputs), len(answer.inputs)
    return Title("J v", f"({rows}×{columns})({columns}×1) → {rows}×1")


def _hessian(answer: Answer, lang: str) -> Title:
    size = len(answer.inputs)
    return Title(f"H = ∂²{torch_name(answer)}/∂xᵢ∂xⱼ", f"{size}×{size}", text("hessian-layout", {}, lang))


def _hvp(answer: Answer, _: str) -> Title:
    size = len(answer.inputs)
    return Title("H v", f"({size}×{size})({size}×1) → {size}×1")


_TITLES = {
    "value": _value,
    "jacobian": _jacobian,
    "vjp": _vjp,
    "grad": _grad,
    "jvp": _jvp,
    "hessian": _hessian,
    "hvp": _hvp,
}

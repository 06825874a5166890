"""Sentences of explanations: found by their own texts in the catalogue, their fields worked out again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from jacli.render.messages import catalogue
from tests.render.explain.reader import array, dot, same
from tests.render.explain.tables import counted

if TYPE_CHECKING:
    from tests.render.explain.told import Told

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# Notes of explanations that hold numbers.
NOTES = ("call-repeated", "calls-repeated")
FIELD = re.compile(r"\{(\w+)(?::,)?\}|[⟨⟩]")
Fields = dict[str, str]
Expected = Callable[["Told", Fields], dict[str, Any]]


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────────────


@cache
def sentences(lang: str) -> list[tuple[str, re.Pattern[str]]]:
    """Every sentence of explanations as a pattern with its fields, those with the most words first."""
    found = [(code, text) for code, text in catalogue(lang).items() if code.startswith("explain-") or code in NOTES]
    found.sort(key=lambda item: -len(FIELD.sub("", item[1])))
    return [(code, re.compile(_pattern(code, text))) for code, text in found]


def _pattern(code: str, text: str) -> str:
    written, seen, position = "", set(), 0
    for match in FIELD.finditer(text):
        written += re.escape(text[position : match.start()])
        position = match.end()
        name = match[1]
        if name is None:
            written += "(?:" if match[0] == "⟨" else ")?"
        elif name in seen:
            written += f"(?P={name})"
        else:
            seen.add(name)
            begin = "w = " if (code, name) == ("explain-accumulation-call", "weights") else ""
            written += f"(?P<{name}>{begin}.+?)"
    return written + re.escape(text[position:])


# ── what the fields of sentences are ──────────────────────────────────────────────────────────────────────


def _sizes(told: Told, _: Fields) -> dict[str, Any]:
    return {"rows": len(told.flat_outputs), "columns": len(told.flat_inputs)}


def _element(told: Told, fields: Fields) -> dict[str, Any]:
    """`x[0,1]` is x₁₂ of a book."""
    name, _, place = fields["element"].partition("[")
    value = dict(told.program.elements(told.program.wrt))
    assert fields["element"] in value
    digits = "".join(str(int(i) + 1) for i in place.rstrip("]").split(","))
    assert fields["book"].translate(SUBSCRIPTS) == f"{name}{digits}"
    return {"element": fields["element"], "book": fields["book"]}


def _torch_size(told: Told, _: Fields) -> dict[str, Any]:
    (output,) = told.program.outputs
    return {"shape": f"torch.Size({list(np.shape(told.program.values[output]))})"}


def _costs(told: Told, _: Fields) -> dict[str, Any]:
    shapes = [(1, len(told.jacobian)), *(factor.shape for factor in told.factors)]
    left, right = (counted(several)[1] for several in (shapes, [(n, m) for m, n in reversed(shapes)]))
    return {"left": left, "right": right}


def _cheaper(told: Told, fields: Fields) -> dict[str, Any]:
    found = _costs(told, fields)
    assert found["left"] < found["right"]
    return found


def _work(told: Told, fields: Fields) -> dict[str, Any]:
    """Counted by hand; the sums are checked."""
    entries = len(told.flat_inputs) * len(told.flat_outputs)
    whole, vjp = told.multiplications
    told.cheaper = vjp < whole + entries
    return {"whole": whole, "entries": entries, "built": whole + entries, "vjp": vjp}


def _verdict(*, less: bool) -> Expected:
    def expected(told: Told, _: Fields) -> dict[str, Any]:
        assert told.cheaper is less
        return {"entries": len(told.flat_inputs) * len(told.flat_outputs)}

    return expected


def _call(told: Told, fields: Fields) -> dict[str, Any]:
    """The weights of a call, its wᵀJ, and from here on `.grad` is what it leaves."""
    number = int(fields["number"])
    weights = told.calls[number - 1]
    vjp = [dot(weights, column) for column in zip(*told.jacobian, strict=True)]
    if number == 1:
        told.held = [Fraction(0)] * len(vjp)
    told.held = [before + share for before, share in zip(told.held, vjp, strict=True)]
    if fields["weights"] is not None:
        assert same(np.ravel(told.worth(fields["weights"].removeprefix("w = "))), array(weights))
    assert same(told.worth(fields["vjp"]), array(vjp)), fields
    return {"number": number, "weights": fields["weights"], "vjp": fields["vjp"]}


def _names(told: Told, names: Sequence[str]) -> dict[str, Any]:
    return {"names": ("、" if told.lang == "zh" else ", ").join(names)}


EXPECTED: dict[str, Expected] = {
    "explain-steps-leaves": lambda told, _: _names(told, told.program.wrt),
    "explain-rows-several": _sizes,
    "explain-rows-columns": _sizes,
    "explain-grad-shape": _sizes,
    "explain-counting": _element,
    "explain-torch-weights": _torch_size,
    "explain-torch-several": lambda told, _: {"count": len(told.flat_outputs), **_names(told, told.flat_outputs)},
    "explain-chain-vjp-left": _cheaper,
    "explain-tensor-work": _work,
    "explain-tensor-less": _verdict(less=True),
    "explain-tensor-not-less": _verdict(less=False),
    "explain-tensor-one-hot": lambda told, _: {"count": len(told.flat_outputs)},
    "explain-several-calls": lambda told, _: {"count": len(told.calls)},
    "explain-accumulation-call": _call,
    "call-repeated": lambda told, _: {"repeat": told.repeat},
    "calls-repeated": lambda told, _: {"repeat": told.repeat, "calls": len(told.calls) // told.repeat},
    "explain-accumulation-forgotten": lambda told, _: {"count": told.repeat},
}

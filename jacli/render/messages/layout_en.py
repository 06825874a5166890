"""English: titles, headings and lines of results."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # titles
    "one-input": "1 input",
    "inputs": "{count} inputs",
    "one-output": "1 output",
    "outputs": "{count} outputs",
    "numerator-layout": "(rows: outputs, columns: inputs; numerator layout)",
    "denominator-layout": "(rows: inputs, columns: outputs; denominator layout)",
    "hessian-layout": "(rows and columns: inputs)",
    "run-of": "run {number} of {count}",
    # headings
    "heading-input": "input",
    "heading-output": "output",
    "heading-formula": "formula",
    "heading-exact": "exact",
    "heading-value": "value",
    "heading-error": "error",
    "heading-digits": "float digits",
    "heading-state": "state",
    "heading-claimed": "claimed",
    "heading-computed": "computed",
    "heading-why": "why",
    "heading-entries": "entries",
    "heading-largest-error": "largest relative error",
    # lines
    "no-entries": "no entries",
    "at-point": "at {point}",
    "at-many": "at a point of {count} numbers",
    "at-nothing": "at the point without inputs",
    "weights-many": "w: {count} weights",
    "grad-after": ".grad after {number} of {count} calls of {name}.backward",
    "one-column": "column {first} of {count}",
    "several-columns": "columns {first} … {last} of {count}",
    "more-notes": "and {count} more notes; --format json lists all",
    "rows-are": "rows: {names}",
    "columns-are": "columns: {names}",
    "also-called": "{meaning} (also {names})",
    # words of their own
    "unknown": "unknown",
    "scalar": "scalar",
    "state-passed": "passed",
    "state-unchecked": "unchecked",
    # kinds of notes
    "kind-kink": "kink",
    "kind-one-sided": "one-sided",
    "kind-infinite": "infinite",
    "kind-undefined": "undefined",
    "kind-limit": "limit",
    "kind-precision": "precision",
    "kind-omitted": "omitted",
    "kind-reading": "reading",
    "kind-source": "source",
    "labelled": "{label}: {text}",
    "at-place": "{text}  ({place})",
    # where a text came from
    "from-expression": "expression⟨ {number}⟩",
    "from-standard-input": "standard input",
    "from-built-in-example": "built-in example",
    "from-formulas": "formulas",
}

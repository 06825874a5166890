"""LaTeX in place of a program: what to type instead of the first piece of it. Loaded where a text cannot be read."""

from __future__ import annotations

import re

from jacli.errors import LanguageError

COMMAND = re.compile(r"\\([A-Za-z]+|[^A-Za-z\s])", re.ASCII)
GROUP = re.compile(r"\s*\{([^{}\\]{0,40})\}")
# What an argument without braces is: one number, name or bracketed text, or `\left( … \right)`.
ARGUMENT = re.compile(r"\s*(?:\\left\s*)?(?:\(([^()\\]{0,40})(?:\\right\s*)?\)|([0-9.]+|[A-Za-z]\w{0,20}))", re.ASCII)
# A name that LaTeX writes a subscript to: x_{1}.
SUBSCRIPTED = re.compile(r"([^\W\d_]\w{0,40})_\Z")
SINGLE = re.compile(r"[A-Za-z]\w*|[0-9.]+", re.ASCII)
SYMBOLS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "pi": "pi", "le": "<=", "leq": "<=", "ge": ">=", "geq": ">=",
    "ne": "!=", "neq": "!=", "left": "the bracket alone", "right": "the bracket alone", "ldots": "all of it",
    "dots": "all of it", "quad": "a blank", "qquad": "a blank", ",": "a blank", ";": "a blank", "!": "nothing",
    "{": "(", "}": ")", "[": "nothing", "]": "nothing", "(": "nothing", ")": "nothing", "|": "norm(x)",
}  # fmt: skip
FUNCTIONS = frozenset(
    ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "max", "min", "det")
)  # fmt: skip
CALLED = {"ln": "log", "sqrt": "sqrt", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "lvert": "abs"}
GREEK = frozenset(
    ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "rho",
     "sigma", "tau", "phi", "chi", "psi", "omega", "varepsilon", "varphi", "vartheta")
)  # fmt: skip
FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))


def latex_error(text: str, start: int) -> tuple[LanguageError, int] | None:
    """The error for a piece of LaTeX that begins here, and where the piece ends; None if there is none."""
    character = text[start]
    if character == "\\" and (command := COMMAND.match(text, start)):
        instead, end = _instead(command[1], text, command.end())
        piece = text[start:end]
        if instead is None:
            return LanguageError("latex", text=piece), end
        return LanguageError("latex-command", text=piece, instead=instead), end
    if character == "{" and start and text[start - 1] in "^_":
        return _braces(text, start)
    if character == "$" and not text[:start].strip() and text[start + 1 :].rstrip().endswith("$"):
        return LanguageError("latex-dollar"), start + 1
    return None


def _instead(name: str, text: str, after: int) -> tuple[str | None, int]:
    """What to type for a command, and where its arguments end."""
    if name in FRACTIONS:
        above = GROUP.match(text, after)
        below = GROUP.match(text, above.end()) if above else None
        if above is None or below is None:
            return "a/b", after
        return f"{_bracketed(above[1])}/{_bracketed(below[1])}", below.end()
    if name in CALLED or name in FUNCTIONS:
        argument = GROUP.match(text, after) or ARGUMENT.match(text, after)
        inside = next((found for found in argument.groups() if found is not None), "x") if argument else "x"
        return f"{CALLED.get(name, name)}({inside.strip()})", argument.end() if argument else after
    return SYMBOLS.get(name, name if name in GREEK else None), after


def _bracketed(operand: str) -> str:
    """An operand of a fraction, in brackets unless it is one name or number."""
    inside = operand.strip()
    return inside if SINGLE.fullmatch(inside) else f"({inside})"


def _braces(text: str, start: int) -> tuple[LanguageError, int]:
    group = GROUP.match(text, start)
    inside, end = (group[1].strip(), group.end()) if group else ("n", start + 1)
    if text[start - 1] == "^":
        return LanguageError("latex-command", text=text[start - 1 : end], instead=f"^{_bracketed(inside)}"), end
    name = SUBSCRIPTED.search(text, 0, start)
    subscript = re.sub(r"\W+", "_", inside)
    before = name[1] if name else "x"
    return LanguageError("latex-command", text=f"{before}_{text[start:end]}", instead=f"{before}_{subscript}"), end

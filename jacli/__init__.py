"""jacli: Jacobians and vector-Jacobian products of vector functions, symbolic, exact and numeric."""

from __future__ import annotations

from jacli import errors
from jacli.api import Gradient, Jacobian, Problem, grad, jacobian, vjp
from jacli.errors import (
    InputFileError,
    JacliError,
    LanguageError,
    LimitReached,
    ShapeError,
    UndefinedResult,
    UnknownName,
    UsageError,
)
from jacli.graph.limits import Limits

__version__ = "0.1.0"

__all__ = [
    "Gradient",
    "InputFileError",
    "JacliError",
    "Jacobian",
    "LanguageError",
    "LimitReached",
    "Limits",
    "Problem",
    "ShapeError",
    "UndefinedResult",
    "UnknownName",
    "UsageError",
    "__version__",
    "grad",
    "jacobian",
    "vjp",
]


def _describe(error: JacliError, lang: str) -> str:
    from jacli.render.messages import error_text

    return error_text(error, lang)


errors.describe = _describe

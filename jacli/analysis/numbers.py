"""Numbers for nodes at a point: exact where that stays short, else correctly rounded, or plain floats.

`exact` values decide what `precise` cannot: which branch is taken, and what is zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from jacli.analysis.model import Model, number_in, point_in
from jacli.analysis.records import LEAST_DOUBLE, UNKNOWN, Entry, Request
from jacli.domains import evaluation
from jacli.domains.evaluation import Failure
from jacli.errors import LimitReached
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.language.values import Constant

EQ = TABLE["eq"]
NAN = float("nan")
INFINITY = float("inf")
VALUE_DIGITS = 17
# Of the precision; a digit takes 3.33, the rest is for those that steps lose.
BITS_A_DIGIT = 4
# Above this many nodes a stubborn entry is not worth the highest precision.
LARGE_GRAPH = 2_000
CONSTANT_BITS = 4_096
SIGN_BITS = 256
# What bounds of so many zeros behind the point do not tell from 0 is 0 to every reader: 1e-100.
CALLED_ZERO_BITS = 332
# Bounds that overflow with so many bits do so with more.
OVERFLOW_BITS = 512
# Functions whose series grow so long that more digits than these would take minutes.
GAMMAS, GAMMA_DIGITS = frozenset({"gamma", "lgamma", "digamma", "polygamma"}), 4_000


@dataclass(frozen=True, eq=False, slots=True)
class Numbers:
    """What was found for each wanted node.

    `failures` are nodes without a value and why: undefined, or past what the numbers hold (`floats` says that these
    are floats). `omitted` are those whose exact value grew too long; `uncertain` those whose value column could not
    be rounded correctly.
    """

    entries: dict[int, Entry]
    failures: dict[int, Failure] = field(default_factory=dict)
    omitted: set[int] = field(default_factory=set)
    uncertain: set[int] = field(default_factory=set)
    values: Mapping[int, Any] = field(default_factory=dict)
    floats: bool = False


def numbers(model: Model, wanted: Sequence[int], request: Request) -> Numbers:
    """Evaluate the wanted nodes, and with them every node of the program that an output reaches."""
    nodes = model.graph.reached([*wanted, *model.outputs])
    if request.numeric:
        return _plain(model, wanted, nodes)
    return _exact(model, wanted, nodes, request)


def _plain(model: Model, wanted: Sequence[int], nodes: Sequence[int]) -> Numbers:
    domain = evaluation.plain()
    values = evaluation.evaluate(model.graph, nodes, point_in(model.problem, domain), domain)
    found = Numbers({}, values=values, floats=True)
    for node in wanted:
        value = values[node]
        if isinstance(value, Failure):
            found.failures[node] = value
            found.entries[node] = Entry(value=NAN)
        else:
            # -0.0 is 0.0: the sign of a zero means nothing to a reader
            found.entries[node] = Entry(value=float(value) + 0.0)
    return found


def _exact(model: Model, wanted: Sequence[int], nodes: Sequence[int], request: Request) -> Numbers:
    from jacli.domains.exact import fractions_up_to

    check_precision(request)
    domain = evaluation.exact()
    with fractions_up_to(request.limits.digits):
        values = evaluation.evaluate(model.graph, nodes, point_in(model.problem, domain), domain)
        if len(nodes) <= LARGE_GRAPH and any(isinstance(value, Failure) for value in values.values()):
            from jacli.analysis.assumed import decided

            values = decided(model, nodes, values, request.limits.precision_bits)
    found = Numbers({}, values=values)
    rounded, lost, guessed = _rounded(model, [n for n in wanted if _needs_rounding(values[n])], values, request)
    last = {n: lost.get(n, values[n]) for n in wanted}
    infinite = _infinite(model, [n for n in wanted if _failed_in_derivative(model.graph, last[n])], values)
    for node in wanted:
        value = last[node]
        if isinstance(value, (Fraction, bool)):
            found.entries[node] = of_fraction(Fraction(value), request.digits)
        elif isinstance(value, Failure) and value.kind == "undefined":
            found.failures[node] = value
            found.entries[node] = Entry(value=infinite.get(node, NAN))
        else:
            entry = found.entries[node] = rounded[node]
            if isinstance(value, Failure) and value.kind == "overflow":
                found.failures[node] = value
            elif entry.is_unknown or node in guessed:
                found.uncertain.add(node)
            elif isinstance(value, Failure) and entry.exact is None:
                found.omitted.add(node)
    return found


def check_precision(request: Request) -> None:
    """Refuse to look for more digits than the working precision allows, with room for those that steps lose."""
    digits, limit = request.digits, request.limits.precision_bits
    if digits is not None and max(_bits_for(digits), BITS_A_DIGIT * digits) > limit:
        raise LimitReached("too-precise", digits=digits, limit=limit)


def _bits_for(digits: int) -> int:
    """The precision that so many digits are looked for with."""
    return digits * 333 // 100 + 96


def unknown(exact: Any = None) -> Entry:
    """The entry of a finite number that cannot be written as a decimal within the limits."""
    return Entry(exact=_number(exact), decimal=UNKNOWN)


def of_fraction(value: Fraction, digits: int | None = None) -> Entry:
    """The entry of a rational number: the nearest float, text beyond floats, and the digits asked for."""
    nearest = evaluation.float_of(value)
    if digits is None and _holds(nearest, is_zero=not value):
        return Entry(exact=value, value=nearest)
    return Entry(exact=value, value=nearest, decimal=_decimal(value, digits or VALUE_DIGITS))


def _holds(nearest: float, *, is_zero: bool) -> bool:
    """Whether a double has the digits of the number that it is nearest to."""
    return is_zero or LEAST_DOUBLE <= abs(nearest) < INFINITY


def plain_number(element: Fraction | Constant) -> Entry:
    """A typed number as a float."""
    value = number_in(element, evaluation.plain())
    return unknown() if isinstance(value, Failure) else Entry(value=float(value))


def rounded_constant(element: Fraction | Constant, exact: Any, digits: int | None) -> Entry:
    """A typed irrational number, correctly rounded."""
    from jacli.domains import precise

    domain = evaluation.precise()
    bits = 128 if digits is None else _bits_for(digits)
    limit = max(CONSTANT_BITS, bits)
    entry = None
    while entry is None and bits <= limit:
        with precise.precision(bits):
            entry = _entry_of(number_in(element, domain), exact, digits)
        bits *= 2
    return replace(plain_number(element) if entry is None else entry, exact=exact)


def _decimal(value: Fraction, digits: int) -> str | None:
    from jacli.domains.precise import from_fraction, precision, to_digits

    with precision(int(digits * 3.33) + 64):
        return to_digits(from_fraction(value), digits)


def _needs_rounding(value: Any) -> bool:
    """Whether a value is neither rational nor known not to exist."""
    if isinstance(value, Failure):
        return value.kind != "undefined"
    return not isinstance(value, (Fraction, bool))


def _failed_in_derivative(graph: Graph, value: Any) -> bool:
    return isinstance(value, Failure) and value.kind == "undefined" and graph.origins[value.node] >= 0


def _infinite(model: Model, wanted: Sequence[int], exact: Mapping[int, Any]) -> dict[int, float]:
    """Those of the wanted derivatives that are infinite: 1/0 in a derivative, not 0/0.

    Floats carry the infinities on, from numbers whose sign bounds tell: 3 % 0.1 is 0, and as floats it is not.
    """
    if not wanted:
        return {}
    from jacli.domains import precise

    domain = evaluation.plain()
    nodes = model.graph.reached(wanted)
    with precise.precision(SIGN_BITS):
        bounds = intervals_of(model, nodes, exact)
        signed = {n: precise.signed_double(b) for n, b in bounds.items() if isinstance(b, precise.Interval)}
    truths = {node: value for node, value in bounds.items() if isinstance(value, bool)}
    known = truths | {node: value for node, value in signed.items() if value is not None}
    values = evaluation.evaluate(model.graph, nodes, point_in(model.problem, domain), domain, known)
    return {
        node: values[node] for node in wanted if not isinstance(values[node], Failure) and abs(values[node]) == INFINITY
    }


def _rounded(
    model: Model, wanted: Sequence[int], values: Mapping[int, Any], request: Request
) -> tuple[dict[int, Entry], dict[int, Failure], set[int]]:
    """Correctly rounded decimals of the wanted nodes, from intervals of rising precision, and why some have none.

    An unknown entry without a failure could not be decided within the limit. The last are those that have no exact
    value and whose bounds hold 0 at the limit, so that they are called 0.
    """
    if not wanted:
        return {}, {}, set()
    from jacli.analysis.assumed import assumed
    from jacli.domains import precise
    from jacli.domains.exact.decisions import DECISION_BITS

    nodes = model.graph.reached(wanted)
    _check_gammas(model.graph, nodes, values, request)
    limit = DECISION_BITS if len(nodes) > LARGE_GRAPH else 4096
    digits = request.digits
    if digits is not None:
        limit = max(limit, 2 * _bits_for(digits))
    limit = min(limit, request.limits.precision_bits)
    entries: dict[int, Entry] = {}
    lost: dict[int, Failure] = {}
    guessed: set[int] = set()
    pending = list(wanted)
    bits = min(limit, 128 if digits is None else _bits_for(digits))
    while pending:
        with precise.precision(bits):
            reached = model.graph.reached(pending)
            intervals = intervals_of(model, reached, values)
            if bits >= limit:
                intervals = assumed(model.graph, reached, point_in(model.problem, evaluation.precise()), intervals)
            for node in pending:
                entry = _entry_of(intervals[node], values[node], digits)
                if entry is not None or bits >= limit or _is_lost(intervals[node], bits):
                    entries[node] = entry or _undecided(intervals[node], values[node])
                    if entry is None and isinstance(intervals[node], Failure):
                        lost[node] = intervals[node]
                    elif entry is None and isinstance(values[node], Failure):
                        guessed.add(node)
        pending = [n for n in pending if n not in entries]
        bits = min(2 * bits, limit)
    kept = {node: failure for node, failure in lost.items() if failure.kind in ("undefined", "overflow")}
    return entries, kept, guessed


def _is_lost(interval: Any, bits: int) -> bool:
    """Whether no number comes of more bits either: bounds that leave a domain for certain do so at any precision."""
    if not isinstance(interval, Failure):
        return False
    return interval.kind == "undefined" or (interval.kind == "overflow" and bits >= OVERFLOW_BITS)


def _check_gammas(graph: Graph, nodes: Sequence[int], exact: Mapping[int, Any], request: Request) -> None:
    """Refuse digits of Γ and its like of which there would be no end; where they are rational, all are known."""
    digits = request.digits
    if digits is None or digits <= GAMMA_DIGITS:
        return
    for node in nodes:
        if graph.operations[node].name in GAMMAS and not isinstance(exact[node], Fraction):
            name = graph.operations[node].name
            raise LimitReached("too-precise-function", digits=digits, function=name, limit=GAMMA_DIGITS)


def intervals_of(model: Model, nodes: Sequence[int], exact: Mapping[int, Any]) -> dict[int, Any]:
    """Evaluate in intervals at the working precision; what is known to be rational or true is taken over."""
    domain = evaluation.precise()
    known = {
        node: value if isinstance(value, bool) else domain.number(value)
        for node in nodes
        if isinstance(value := exact[node], (bool, Fraction))
    }
    return evaluation.evaluate(model.graph, nodes, point_in(model.problem, domain), domain, known)


def _entry_of(interval: Any, exact: Any, digits: int | None) -> Entry | None:
    from jacli.domains import precise
    from jacli.domains.precise.intervals import is_zero

    if isinstance(interval, Failure):
        return None
    if isinstance(interval, bool):
        return of_fraction(Fraction(interval), digits)
    value = precise.to_float(interval)
    text = None
    if value is not None and (digits is not None or not _holds(value, is_zero=is_zero(interval))):
        text = precise.to_digits(interval, digits or VALUE_DIGITS)
        if text is None:
            return None
    return None if value is None else Entry(exact=_number(exact), value=value, decimal=text)


def _undecided(interval: Any, exact: Any) -> Entry:
    """What is left to say at the limit: 0 if the bounds hold nothing else that a float could tell from it."""
    if isinstance(interval, Failure) or any(size > -CALLED_ZERO_BITS for size in interval.exponents()):
        return unknown(exact)
    return Entry(exact=_number(exact), value=0.0) if _called_zero(exact) else unknown(exact)


def _called_zero(exact: Any) -> bool:
    """Whether an exact number is 0 by the rules that decide about exact numbers, which keep account of it."""
    if isinstance(exact, Failure):
        return True
    try:
        return bool(evaluation.callable_of(EQ, "exact")(exact, Fraction(0)))  # type: ignore[misc]
    except ArithmeticError:
        return False


def _number(exact: Any) -> Any:
    """The Fraction or sympy number of an exact value; None where it was omitted."""
    return exact if isinstance(exact, Fraction) else getattr(exact, "expr", None)

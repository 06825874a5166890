"""The two sweeps: forward with tangents, backward with cotangents, both read off the one table.

A selection (`where`, `max`, `relu`, …) does not multiply by 0 or 1: it passes a cotangent on together with
its presence, a condition under which it is there at all. Products further back are taken only where the
cotangent is present, so that a branch not taken never contributes, not even 0·∞.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from jacli.calculus.algebra import Rules
from jacli.graph.functions import TABLE
from jacli.graph.nodes import Graph
from jacli.graph.operation import Argument, Operation
from jacli.graph.terms import Term, Value

HEAVISIDE, PUT, DETACH = TABLE["heaviside"], TABLE["put"], TABLE["detach"]
# Of a row that is not variadic.
MOST_ARGUMENTS = 8

# What a node hands back: an argument, its share of the cotangent, and the condition under which that share is
# present (None: everywhere).
Share = tuple[int, Term, Term | None]


class Reach(NamedTuple):
    """What a sweep goes over: ascending nodes, those that depend on `wrt`, and `wrt`, where it ends."""

    ascending: Sequence[int]
    active: set[int]
    wrt: frozenset[int]


class Watcher(Protocol):
    """Who follows a reverse sweep: told of every node that has a cotangent, from the last to the first."""

    def cotangent(self, node: int, u: Term) -> Term:
        """The node's cotangent, all shares added up; returns what stands for it in the shares that follow from it."""

    def handed_back(self, node: int, shares: Sequence[Share]) -> None:
        """What the node hands back to its active arguments."""


def active_nodes(graph: Graph, wrt: Iterable[int], nodes: Sequence[int]) -> set[int]:
    """Those of the ascending nodes that depend on one of `wrt`; what is detached counts as a constant."""
    active = set(wrt)
    arguments, operations = graph.arguments, graph.operations
    for node in nodes:
        for argument in arguments[node]:
            if argument in active:
                if operations[node] is not DETACH:
                    active.add(node)
                break
    return active


def pullback(
    f: Rules,
    seeds: Mapping[int, Term],
    wrt: Sequence[int],
    watcher: Watcher | None = None,
    presences: dict[int, Term] | None = None,
) -> dict[int, Term]:
    """The reverse sweep: Σ over outputs of (seed · ∂output/∂node) for each node of `wrt` that is reached.

    `seeds` maps output nodes to cotangents of the same shapes. The results are nodes of the same graph, each
    of its `wrt` node's shape; a node that no output depends on is absent. Nodes of `wrt` that depend on each other
    count as independent: no cotangent is handed back beyond one.

    `presences` may have conditions under which seeds are present; it is left with those of the results.
    """
    graph = f.graph
    reached = graph.reached(seeds)
    active = active_nodes(graph, wrt, reached)
    reach = Reach([n for n in reached if n in active], active, frozenset(wrt))
    return _swept(f, dict(seeds), {} if presences is None else presences, reach, watcher)


def reverse(
    f: Rules,
    seeds: Mapping[int, Term],
    ascending: Sequence[int],
    active: set[int],
    wrt: frozenset[int],
    presences: dict[int, Term] | None = None,
) -> dict[int, Term]:
    """The reverse sweep over the active nodes that the seeds reach, given in ascending order.

    In `presences` it leaves the conditions under which results are present, where they are not so everywhere.
    """
    found = {} if presences is None else presences
    return _swept(f, dict(seeds), found, Reach(ascending, active, wrt), None)


def _swept(
    f: Rules, cotangents: dict[int, Term], presences: dict[int, Term], reach: Reach, watcher: Watcher | None
) -> dict[int, Term]:
    """The sweep from known cotangents, present as said; leaves the presences of `wrt` in `presences`."""
    scattered: dict[int, list[Term]] = {}
    results: dict[int, Term] = {}
    graph = f.graph
    made_for = graph.made_for
    ascending, active, wrt = reach
    for node in reversed(ascending):
        u = cotangents.pop(node, None)
        if u is None:
            continue
        if node in scattered:
            u = f.gathered(u, scattered.pop(node))
        if watcher is not None:
            u = watcher.cotangent(node, u)
        if node in wrt:
            results[node] = u
            continue
        graph.made_for = node
        handed = shares(f, node, u, presences.pop(node, None), active)
        if watcher is not None:
            watcher.handed_back(node, handed)
        for argument, share, present in handed:
            known = cotangents.get(argument)
            if known is None:
                cotangents[argument] = share
                if present is not None:
                    presences[argument] = present
            else:
                if graph.operations[share.id] is PUT:
                    scattered.setdefault(argument, []).append(share)
                else:
                    cotangents[argument] = f.add(known, share)
                _join(f, presences, argument, present)
    graph.made_for = made_for
    return results


def _join(f: Rules, presences: dict[int, Term], argument: int, present: Term | None) -> None:
    """Two shares together are present where either is."""
    known = presences.pop(argument, None)
    if known is not None and present is not None:
        presences[argument] = f.or_(known, present)


def shares(f: Rules, node: int, u: Term, present: Term | None, active: set[int]) -> Sequence[Share]:
    """What one node hands back to each of its active arguments of its cotangent u."""
    row, arguments = f.graph.operations[node], f.graph.arguments[node]
    if row.kind == "composite":
        return _composite_shares(f, node, u, present, active)
    if row.pull:
        return _linear_shares(f, node, u, present, active)
    if row.signature[0] == "*":
        return _variadic_shares(f, node, u, present, active)
    found: list[Share] = []
    partials = row.partials
    for k, argument in enumerate(arguments):
        if argument not in active:
            continue
        slope: Any = partials[k if k < len(partials) else -1]
        if slope is None:
            continue
        if row.selects or row.kind == "reduction":
            found.append(_selected_share(f, node, k, u, present))
            continue
        if slope.__class__ is int:
            product = _times(f, u, slope)
        else:
            slope = Term(f, arguments[slope.place]) if slope.__class__ is Argument else partial_of(f, node, k)
            product = f.mul(u, slope)
        if present is not None:
            product, _ = _masked(f, product, present, None, slope)
        found.append((argument, product, present))
    return found


def partial_of(f: Rules, node: int, k: int) -> Value:
    """The partial of a node along argument k, made once per algebra: the rows of a Jacobian share it."""
    row = f.graph.operations[node]
    rule: Any = row.partials[k if k < len(row.partials) else -1]
    if not callable(rule):
        return rule or 0
    key = node * MOST_ARGUMENTS + k
    known = f.slopes.get(key)
    if known is not None:
        return Term(f, known)
    partial: Value = rule(f, Term(f, node), *[Term(f, a) for a in f.graph.arguments[node]])
    if isinstance(partial, Term):
        f.slopes[key] = partial.id
    return partial


def _selected_share(f: Rules, node: int, k: int, u: Term, present: Term | None) -> Share:
    """The share of an argument that may be the one selected, or of a reduction's array."""
    row, arguments = f.graph.operations[node], f.graph.arguments[node]
    y, terms = f.term(node), [f.term(a) for a in arguments]
    select = row.selects[k] if row.selects else None
    if row.kind == "reduction":
        u, present = _stretched(f, u, present, y, terms[k])
    product = _times(f, u, partial_of(f, node, k))
    selected = None if select is None else select(f, y, *terms)
    return (arguments[k], *_masked(f, product, present, selected, partial_of(f, node, k)))


def _masked(
    f: Rules, product: Term, present: Term | None, selected: Term | None, partial: Value
) -> tuple[Term, Term | None]:
    """A product u·p where u is present and, for a selection, where the argument is the one selected.

    u is 0 where it is not present, so only a p that may be infinite has to be kept out there.
    """
    both = present if selected is None else selected if present is None else f.and_(present, selected)
    if both is None or (selected is None and f.number(partial) is not None) or _is_share(f, product, partial):
        return product, both
    return f.where(both, product, 0), both


def _is_share(f: Rules, product: Term, partial: Value) -> bool:
    """Whether the product is a number times heaviside, the share of one of two: 0 where it is not selected."""
    if not isinstance(partial, Term) or f.graph.operations[partial.id] is not HEAVISIDE:
        return False
    return product.id == partial.id or any(f.number(f.term(a)) is not None for a in f.graph.arguments[product.id])


def _stretched(f: Rules, u: Term, present: Term | None, y: Term, x: Term) -> tuple[Term, Term | None]:
    """A reduction's cotangent and its presence over the shape of the argument."""
    axes = y.parameter[0]
    if present is not None:
        present = f.nonzero(f.spread(f.indicator(present), axes, x.shape))
    return f.spread(u, axes, x.shape), present


def _variadic_shares(f: Rules, node: int, u: Term, present: Term | None, active: set[int]) -> list[Share]:
    row, arguments = f.graph.operations[node], f.graph.arguments[node]
    rule = row.partials[0]
    if not callable(rule):
        return []
    y, terms = f.term(node), [f.term(a) for a in arguments]
    partials = rule(f, y, *terms)
    select = row.selects[0] if row.selects else None
    chosen = select(f, y, *terms) if select is not None else [None] * len(terms)
    return [
        (argument, *_masked(f, _times(f, u, partials[k]), present, chosen[k], partials[k]))
        for k, argument in enumerate(arguments)
        if argument in active
    ]


def _times(f: Rules, u: Term, partial: Value) -> Term:
    if isinstance(partial, int):
        return u if partial == 1 else f.neg(u) if partial == -1 else f.mul(u, partial)
    return f.mul(u, partial)


def _linear_shares(f: Rules, node: int, u: Term, present: Term | None, active: set[int]) -> list[Share]:
    """A linear operation transposes the presence as it does the cotangent."""
    row, arguments = f.graph.operations[node], f.graph.arguments[node]
    if row.signature[0] == "*" or row.name == "update":
        return _gathered(f, node, u, present, active)
    y, terms = f.term(node), [f.term(a) for a in arguments]
    found: list[Share] = []
    for k, argument in enumerate(arguments):
        if argument in active:
            pull: Any = row.pull[k]
            mask = None if present is None else _transposed(f, row, k, present, y, terms)
            product = pull(f, u, y, *terms)
            if mask is not None and row.kind != "linear":
                product = f.where(mask, product, 0)
            found.append((argument, product, mask))
    return found


def _transposed(f: Rules, row: Operation, k: int, present: Term, y: Term, terms: Sequence[Term]) -> Term:
    """Where argument k has a share of what is present of y; factors may not cancel, so they count as 1."""
    pull: Any = row.pull[k]
    if row.kind == "matrix":
        return f.nonzero(f.broadcast(f.sum(f.indicator(present)), terms[k].shape))
    factors = [f.constant(1, t.shape) for t in terms] if row.kind == "bilinear" else terms
    return f.nonzero(pull(f, f.indicator(present), y, *factors))


def _composite_shares(f: Rules, node: int, u: Term, present: Term | None, active: set[int]) -> list[Share]:
    """The reverse sweep through the definition of a composite, from its result to its active arguments."""
    graph = f.graph
    row, arguments = graph.operations[node], graph.arguments[node]
    assert row.definition is not None
    y = row.definition(f, *map(f.term, arguments), parameter=graph.parameters[node]).id
    wrt = frozenset(active.intersection(arguments))
    reached = graph.reached([y])
    inner = active_nodes(graph, wrt, reached)
    masks = {} if present is None else {y: present}
    found = _swept(f, {y: u}, masks, Reach([n for n in reached if n in inner], inner, wrt), None)
    return [(a, found[a], masks.get(a)) for a in dict.fromkeys(arguments) if a in found]


def _gathered(f: Rules, node: int, u: Term, present: Term | None, active: set[int]) -> list[Share]:
    """Rows of any number of arguments hand back all cotangents in one list."""
    y, terms = f.term(node), [f.term(a) for a in f.graph.arguments[node]]
    pull: Any = f.graph.operations[node].pull[0]
    values = pull(f, u, y, *terms)
    masks = [f.nonzero(p) for p in pull(f, f.indicator(present), y, *terms)] if present is not None else None
    return [(term.id, values[k], masks[k] if masks else None) for k, term in enumerate(terms) if term.id in active]


def transposed_presence(f: Rules, node: int, present: Term) -> list[tuple[int, Term]]:
    """Each argument of a linear operation, and where it has a share of what is present of the result."""
    row, arguments = f.graph.operations[node], f.graph.arguments[node]
    y, terms = f.term(node), [f.term(a) for a in arguments]
    if row.signature[0] == "*" or row.name == "update":
        pull: Any = row.pull[0]
        masks = [f.nonzero(p) for p in pull(f, f.indicator(present), y, *terms)]
    else:
        masks = [_transposed(f, row, k, present, y, terms) for k in range(len(terms))]
    return list(zip(arguments, masks, strict=True))


# ── forward ───────────────────────────────────────────────────────────────────────────────────────────────


def pushforward(f: Rules, tangents: Mapping[int, Term], outputs: Sequence[int]) -> dict[int, Term]:
    """The forward sweep: Σ over inputs of (∂node/∂input · tangent), for each output that depends on one.

    `tangents` maps input nodes to tangents of the same shapes; the results have their outputs' shapes.
    """
    graph = f.graph
    known: dict[int, Term] = dict(tangents)
    made_for = graph.made_for
    for node in graph.reached(outputs):
        if node in known or not any(a in known for a in graph.arguments[node]):
            continue
        graph.made_for = node
        tangent = pushed(f, node, known)
        if tangent is not None:
            known[node] = tangent
    graph.made_for = made_for
    return {node: known[node] for node in outputs if node in known}


def pushed(f: Rules, node: int, tangents: Mapping[int, Term]) -> Term | None:
    """The tangent of one node out of those of its arguments; composites must have been expanded."""
    graph = f.graph
    row, arguments = graph.operations[node], graph.arguments[node]
    y, terms = f.term(node), [f.term(a) for a in arguments]
    if row.kind == "matrix":
        zero = [tangents.get(t.id) or f.constant(0, t.shape) for t in terms]
        assert row.push is not None
        return row.push(f, y, terms, zero)  # type: ignore[no-any-return]
    if row.kind == "linear":
        return f.reapplied(row, node, [tangents.get(t.id) or f.constant(0, t.shape) for t in terms])
    if row.kind == "bilinear":
        moved = [(k, tangents[t.id]) for k, t in enumerate(terms) if t.id in tangents]
        return f.total([f.reapplied(row, node, [*terms[:k], t, *terms[k + 1 :]]) for k, t in moved])
    return _pushed_partials(f, row, y, terms, tangents)


def _pushed_partials(f: Rules, row: Operation, y: Term, terms: list[Term], tangents: Mapping[int, Term]) -> Term | None:
    partials, chosen = _local(f, row, y, terms, tangents)
    parts: list[Term] = []
    for k, term in enumerate(terms):
        tangent, partial = tangents.get(term.id), partials[k]
        if tangent is not None and partial is not None:
            product = _times(f, tangent, partial)
            select = chosen[k]
            parts.append(product if select is None else f.where(select, product, 0))
    if not parts:
        return None
    total = f.total(parts)
    return f.sum(total, *y.parameter) if row.kind == "reduction" else total


def _local(
    f: Rules, row: Operation, y: Term, terms: list[Term], tangents: Mapping[int, Term]
) -> tuple[Sequence[Value | None], Sequence[Term | None]]:
    """The partial and the condition of selection of every argument that moves."""
    if row.signature[0] == "*":
        rule, select = row.partials[0], row.selects[0] if row.selects else None
        assert callable(rule)
        return rule(f, y, *terms), select(f, y, *terms) if select is not None else [None] * len(terms)
    partials: list[Value | None] = []
    chosen: list[Term | None] = []
    for k, term in enumerate(terms):
        moves = term.id in tangents
        rule = row.partials[min(k, len(row.partials) - 1)] if moves else None
        partials.append(rule(f, y, *terms) if callable(rule) else rule)
        condition = row.selects[k] if row.selects and moves else None
        chosen.append(None if condition is None else condition(f, y, *terms))
    return partials, chosen

"""Texts about computation graphs."""

TEXTS = {
    "graph-title": "computation graph",
    "graph-size": "{steps} steps",
    "graph-step": "step",
    "graph-value": "value",
    "graph-cotangent": "cotangent",
    "graph-above": "(above)",
    "graph-folded": "{count} steps without a name are not drawn by themselves; --all draws them",
    "format-without-graph": "{name} has no place for a graph; the formats are {names}",
    "graph-too-large": "a picture of {vertices} steps is beyond the limit of {limit}; leave out --all or name fewer",
}

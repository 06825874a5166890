"""English: limits of what has no value, and derivatives that are infinite or differ from side to side."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # values
    "limit-value": "{expression} has no value⟨ at {point}⟩: its limit there, {limit}, is used",
    "limit-from-left": "{expression} has no value⟨ at {point}⟩: its limit from the left, {limit}, is used;"
    " on the right it has no values",
    "limit-from-right": "{expression} has no value⟨ at {point}⟩: its limit from the right, {limit}, is used;"
    " on the left it has no values",
    "limits-differ": "{expression} has no limit⟨ at {point}⟩: it tends to {left} from the left"
    " and to {right} from the right",
    # derivatives
    "derivative-limit": "the derivative⟨ of {expression}⟩⟨ at {point}⟩ is a limit of difference quotients,"
    " {taken}: its formula has no value there",
    "one-sided-left": "the derivative⟨ of {expression}⟩⟨ at {point}⟩ is {taken} from the left only:"
    " on the right there are no values",
    "one-sided-right": "the derivative⟨ of {expression}⟩⟨ at {point}⟩ is {taken} from the right only:"
    " on the left there are no values",
    "infinite-from-both": "the derivative⟨ of {expression}⟩⟨ at {point}⟩ is {taken} from both sides",
    "sides-differ": "⟨{expression} has ⟩no derivative⟨ at {point}⟩: it is {left} from the left"
    " and {right} from the right",
    "value-jumps": "⟨{expression} has ⟩no derivative⟨ at {point}⟩: the value jumps there",
    "value-jumps-left": "⟨{expression} has ⟩no derivative⟨ at {point}⟩: the value jumps there,"
    " and on the right there are no values",
    "value-jumps-right": "⟨{expression} has ⟩no derivative⟨ at {point}⟩: the value jumps there,"
    " and on the left there are no values",
    "kink-least": "not differentiable here⟨, at {expression}⟩: the derivative is {left} from the left"
    " and {right} from the right; {taken} is used, the least in size between both",
}

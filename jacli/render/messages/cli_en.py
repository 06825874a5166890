"""English: the command line."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "operation-missing": "which operation? {option} goes with: {operations}",
    "operation-unknown": "there is no operation {name}⟨; did you mean {suggestion}?⟩"
    " (operations: {operations}; such as: jacli show EXPR)",
    "option-unknown": "there is no option {option}⟨; did you mean {suggestion}?⟩"
    " (an expression that starts with -- goes after an argument --)",
    "option-elsewhere": "{operation} has no option {option}; it goes with: {operations}",
    "option-needs-value": "{option} needs a value",
    "value-like-option": "{option} needs a value, and {value} looks like an option;"
    " a value that starts with -- goes in parentheses",
    "option-choice": "{option} cannot be {value}⟨; did you mean {suggestion}?⟩ (one of: {names})",
    "option-takes-no-value": "{option} takes no value",
    "option-whole-number": "{option} takes a whole number of at least 1, not {value}",
    "option-seconds": "{option} takes a number of seconds above 0, not {value}",
    "option-bytes": "{option} takes a number of bytes, such as 512M or 2G, not {value}",
    "option-memory": "{option} takes {least} or more, for the libraries need as much, not {value}",
    "command-line": "the command line cannot be understood: {reason}",
    "options-exclusive": "{option} and {other} contradict each other",
    "stdin-closed": "there is no standard input to read",
    "stdout-closed": "there is no standard output to write to",
    "stdout-unwritable": "standard output cannot be written⟨: {reason}⟩",
    "program-builtin": "no expression was given: this is the built-in example ({program})",
    "program-project": "no expression was given: this is the problem of {path}",
    "output-is-picture": "{path} is the name of a picture, which --picture {path} draws; --output writes text,"
    " and --format says which if the name is to stay",
    "file-written": "wrote {path}",
    "function-unknown": "there is no function {name}⟨; did you mean {suggestion}?⟩",
}

"""Texts about code for other libraries."""

TEXTS = {
    "library-lacks": "{library} has no {function}; choose another library with --as",
    "library-needs-point": "code for {library} needs numbers to begin with; give them with --at",
}

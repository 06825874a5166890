"""A case: a command line with the files and the standard input that it finds, and its form as bytes.

The bytes are text, so that a corpus can be read and a mutation stays a command line. The first line is the
operation; each further argument begins on a new line with `|` and may go on over several lines; `|<p.toml` and
the lines after it are a file of that name, `|<-` is standard input:

    vjp
    |-f
    |p.toml
    |<p.toml
    program = "x*y"
    at = [1, 2]
"""

from __future__ import annotations

from dataclasses import dataclass, field

# The only files that there can be.
FILES = ("p.toml", "p.txt", "p.csv", "p.json", "p.npy", "p.npz", "jacli.toml")
# Options that name a file to be written.
WRITING = frozenset({"--output", "--picture"})
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Case:
    """The arguments, the contents of files by name, and what standard input holds."""

    arguments: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    stdin: bytes = b""

    @property
    def leaves_files(self) -> bool:
        """Whether there may be files when it has ended."""
        return bool(self.files) or any(a == "init" or a.startswith(tuple(WRITING)) for a in self.arguments)

    @property
    def is_safe(self) -> bool:
        """Whether it runs nobody's code and writes nowhere but here; only such cases are run."""
        before = ""
        for argument in self.arguments:
            if argument.startswith("--against"):
                return False
            named = (before, argument.partition("=")[0])
            if set(named) & WRITING and set("/~") & set(argument):
                return False
            before = argument
        return True


def decoded(data: bytes) -> Case:
    """The case of any bytes. An operating system hands over neither NUL nor, as text, bytes that are not UTF-8."""
    first, *others = data.split(b"\n|")
    arguments = [first] if first else []
    files: dict[str, bytes] = {}
    stdin = b""
    for part in others:
        name, _, content = part[1:].partition(b"\n")
        plain = name.decode("ascii", "replace")
        if not part.startswith(b"<"):
            arguments.append(part)
        elif plain == STANDARD_INPUT:
            stdin = content
        elif plain in FILES:
            files[plain] = content
    texts = (argument.replace(b"\0", b"").decode("utf-8", "surrogateescape") for argument in arguments)
    return Case(tuple(texts), files, stdin)


def encoded(case: Case) -> bytes:
    """The bytes of a case."""
    parts = [argument.encode("utf-8", "surrogateescape") for argument in case.arguments]
    parts += [b"<" + name.encode() + b"\n" + content for name, content in case.files.items()]
    if case.stdin:
        parts.append(b"<-\n" + case.stdin)
    return b"\n|".join(parts)

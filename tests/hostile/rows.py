"""What a row of the table of hostile inputs is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A command line, what it finds, how it must end, and what must be said on either stream.

    `files` are made in the folder it runs in, then `made` does what contents cannot say. With `process` it is an
    interpreter of its own, for what only the system can hand over: bytes of arguments, the environment.
    """

    arguments: tuple[str, ...]
    code: int
    says: str
    stdin: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    made: Callable[[Path], None] | None = None
    process: bool = False
    after: Callable[[Path], bool] | None = None

    @property
    def operation(self) -> str:
        """The first word that is no option: `show`."""
        return next((word for word in self.arguments if not word.startswith("-")), "")


class _Ending:
    """Rows of one exit code: `ends(2)("show", "x)", says="never opened")`."""

    def __init__(self, code: int) -> None:
        self.code = code

    def __call__(
        self,
        *arguments: str,
        says: str,
        stdin: bytes = b"",
        files: Mapping[str, bytes | str] | None = None,
        environment: Mapping[str, str] | None = None,
        made: Callable[[Path], None] | None = None,
        process: bool = False,
        after: Callable[[Path], bool] | None = None,
    ) -> Row:
        contents = {
            name: content.encode() if isinstance(content, str) else content for name, content in (files or {}).items()
        }
        return Row(arguments, self.code, says, stdin, contents, environment or {}, made, process, after)


answered, failed, refused, undefined, limited = map(_Ending, range(5))

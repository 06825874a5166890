"""What all parts of the reader share while they read one program."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from jacli.errors import JacliError, LanguageError, Place, UnknownName
from jacli.graph.limits import Limits
from jacli.graph.nodes import Graph
from jacli.graph.operation import Shape
from jacli.language import tokens
from jacli.language.application import Application
from jacli.language.frames import Call, Definition
from jacli.language.names import Names
from jacli.language.program import Places, Sources, SourceText

if TYPE_CHECKING:
    from jacli.language.session import Session

T = TypeVar("T")


class Reading:
    """The graph that is being made, its names and functions, and how errors get their places."""

    def __init__(
        self,
        texts: Sequence[SourceText],
        shapes: Mapping[str, Shape],
        listed: Collection[str],
        limits: Limits,
        *,
        constant_only: bool = False,
        shapeless: bool = False,
    ) -> None:
        self.sources = Sources(texts)
        self.text = self.sources.joined
        self.limits = limits
        self.shapeless = shapeless
        self.constant_only = constant_only
        self.graph = Graph(limits.nodes)
        self.places = Places(self.sources)
        self.names = Names(self.graph, shapes, listed, constant_only=constant_only)
        self.application = Application(self.graph, shapes, limits, shapeless=shapeless)
        # What each `name(` opens.
        self.calls: dict[str, Call] = {}
        self.definitions: dict[str, Definition] = {}
        # Results of calls of defined functions, by function and arguments.
        self.results: dict[tuple[Definition, tuple[int, ...]], int] = {}
        self.active: set[Definition] = set()
        # Characters of the bodies read so far, of each as often as it is called.
        self.entered = 0
        self.decimal = False
        self._session: Session | None = None
        # How the body of a function that is a block of statements is read.
        self.run: Callable[[Definition, Mapping[str, int]], list[int]] | None = None

    @property
    def session(self) -> Session:
        """What the text says besides what it computes; made when first asked for."""
        if self._session is None:
            from jacli.language.session import Session

            self._session = Session()
        return self._session

    @session.setter
    def session(self, session: Session) -> None:
        self._session = session

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing but what the text computes."""
        return self._session is None

    def place(self, start: int, end: int) -> Place:
        """The place of `text[start:end]`."""
        return self.sources.place(start, end)

    def error(self, code: str, start: int, end: int, **fields: object) -> LanguageError:
        """A language error with its place."""
        return LanguageError(code, self.place(start, end), **fields)

    def unknown(self, code: str, start: int, end: int, **fields: object) -> UnknownName:
        """An unknown name with its place."""
        return UnknownName(code, self.place(start, end), **fields)

    def placed_error(self, error: LanguageError, start: int, end: int) -> LanguageError:
        """The error, with its place."""
        error.place = self.place(start, end)
        return error

    def character_error(self, character: str, start: int) -> LanguageError:
        """The error for a character that the language does not have, or for the LaTeX that begins with it."""
        from jacli.language.latex import latex_error

        found = latex_error(self.text, start) or (tokens.character_error(character), start + 1)
        return self.placed_error(found[0], start, found[1])

    def placed(self, make: Callable[[], T], start: int, end: int) -> T:
        """What `make` gives; an error that has no place yet gets this one."""
        try:
            return make()
        except JacliError as error:
            if error.place is None:
                offset = error.fields.pop("offset", None)
                if offset is not None:
                    start, end = start + offset, start + offset + 1
                error.place = self.place(start, end)
            raise

    def made(self, make: Callable[[], int], start: int, end: int) -> int:
        """The node that `make` makes, noted with everything made for it as typed here."""
        before = len(self.graph)
        node = self.placed(make, start, end)
        for new in range(before, len(self.graph)):
            if new != node:
                self.places.note(new, start, end)
        self.places.note(node, start, end)
        return node

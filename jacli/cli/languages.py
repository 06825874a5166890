"""Which language a run speaks: `--lang`, else JACLI_LANG, else the locale; English where there is no Chinese.

It is decided before the arguments are read, so that what is wrong with them can be said in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("en", "zh")
# The first of these that is set decides; POSIX gives the order of the locale's.
VARIABLES = ("JACLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_SPOKEN: ContextVar[str] = ContextVar("language", default="en")


def spoken() -> str:
    """The language of this run."""
    return _SPOKEN.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _SPOKEN.set(lang)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def wanted(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that the arguments ask for, else the one of the environment; what is none of ours is passed over."""
    typed = [lang for lang in _typed(arguments) if lang in LANGUAGES]
    return typed[-1] if typed else _of_locale(next(filter(None, map(environment.get, VARIABLES)), ""))


def _typed(arguments: Sequence[str]) -> Iterator[str]:
    """The values of `--lang`, attached or not, before an argument `--`."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    for place, argument in enumerate(arguments[:end]):
        name, attached, value = argument.partition("=")
        if name == "--lang":
            yield value if attached else "".join(arguments[place + 1 : place + 2])


def _of_locale(name: str) -> str:
    """`zh_CN.UTF-8`, `zh-TW` and `zh` are Chinese."""
    return "zh" if name.lower().startswith("zh") else "en"

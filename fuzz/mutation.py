"""The mutation fuzzer: real command lines with pieces changed, moved, repeated, and put together anew.

Input k of a seed is always the same, whatever was run before it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from fuzz.corpus import FOLDER, corpus
from jacli.cli.commands import vocabulary
from jacli.language.calls import FUNCTIONS, METHODS

TOKEN = re.compile(
    rb"\n\|<?|[A-Za-z_]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\s+|\*\*|//|[<>=!]=|--|[^\x00-\x7f]+|.", re.DOTALL
)
# Words by kind: a line `[kind]`, then the words.
WORDS = {
    kind: words.split()
    for kind, words in re.findall(
        r"^\[(\w+)\]$(.*?)(?=^\[\w+\]$|\Z)", (FOLDER / "words.dict").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
}
HOSTILE = (
    "\x1b[31m", "\x00", "\r\n", "\t", "﻿", "\u202e", "\u200b", "\u0301", "[red]", "[/]", "[link=x]", ":bomb:", "\udc80",
    "𝕏", "ﬁ", "\u2028", "\x7f", "\x9b", "$(true)", "%s", "{0}", "\\n", "'''", "🏳️‍🌈",
)  # fmt: skip
ARGUMENTS = ("", *WORDS["arguments"])
FILES = ("<p.toml\n", "<p.json\n", "<p.csv\n", "<p.txt\n", "<p.npy\n\x93NUMPY\x01\x00", "<-\n", "<jacli.toml\n")
# A case is not made longer than this, but for one in LONG.
SHORT, LONG = 600, 50

Mutation = Callable[[random.Random, list[bytes]], list[bytes]]


def generated(seed: int, number: int) -> bytes:
    """Input `number` of a seed."""
    chance = random.Random(f"{seed}:{number}")
    return changed(chance, chance.choice(corpus()))


def changed(chance: random.Random, data: bytes) -> bytes:
    """A command line out of another one: half of them changed a little and with care, the others in any way."""
    tokens = TOKEN.findall(data)
    mutations, many = (GENTLE, 0.7) if chance.randrange(2) else (GENTLE + ROUGH, 0.4)
    for _ in range(min(int(chance.expovariate(many)) + 1, 12)):
        tokens = chance.choice(mutations)(chance, tokens or [b"x"])
    if chance.randrange(2):
        tokens = [*tokens, b"\n|--numeric"]
    data = b"".join(tokens)
    return data if chance.randrange(LONG) == 0 else data[: max(SHORT, data.find(b"\n", SHORT))]


def _stretch(chance: random.Random, tokens: list[bytes]) -> slice:
    """A few neighbours."""
    start = chance.randrange(len(tokens))
    return slice(start, start + 1 + int(chance.expovariate(0.5)))


def _word(chance: random.Random) -> bytes:
    kind = chance.choice(dictionary())
    return chance.choice(kind)


def dictionary() -> tuple[tuple[bytes, ...], ...]:
    """The words that are put in, by kind."""
    if not _DICTIONARY:
        calls = [f"{name}(" for name in sorted(FUNCTIONS)] + [f".{name}(" for name in sorted(METHODS)]
        options = sorted(vocabulary().options - {"--against"})
        numbers, signs = WORDS["numbers"], WORDS["signs"]
        kinds = (numbers, numbers, signs, signs, WORDS["words"], HOSTILE, calls, options)
        _DICTIONARY.extend(tuple(w.encode("utf-8", "surrogateescape") for w in kind) for kind in kinds)
    return tuple(_DICTIONARY)


_DICTIONARY: list[tuple[bytes, ...]] = []


def replaced(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A word of the dictionary in place of a token."""
    place = chance.randrange(len(tokens))
    return [*tokens[:place], _word(chance), *tokens[place + 1 :]]


def inserted(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A word of the dictionary between two tokens."""
    place = chance.randrange(len(tokens) + 1)
    return [*tokens[:place], _word(chance), *tokens[place:]]


def deleted(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A few tokens less."""
    gone = _stretch(chance, tokens)
    return [*tokens[: gone.start], *tokens[gone.stop :]]


def repeated(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A few tokens several times, seldom very often."""
    piece = _stretch(chance, tokens)
    times = chance.choice((2, 2, 2, 3, 5, 20, 300) if chance.randrange(4) == 0 else (2, 3))
    return [*tokens[: piece.start], *(tokens[piece] * times), *tokens[piece.stop :]]


def swapped(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """Two tokens in each other's place."""
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    found = list(tokens)
    found[one], found[other] = found[other], found[one]
    return found


def moved(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A few tokens also elsewhere."""
    place = chance.randrange(len(tokens) + 1)
    return [*tokens[:place], *tokens[_stretch(chance, tokens)], *tokens[place:]]


def spliced(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """The beginning of this case and the end of another."""
    other = TOKEN.findall(chance.choice(corpus()))
    return [*tokens[: chance.randrange(len(tokens) + 1)], *other[chance.randrange(len(other)) :]]


def crossed(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """Arguments of another case among those of this one."""
    own, others = (b"".join(tokens)).split(b"\n|"), chance.choice(corpus()).split(b"\n|")
    start = chance.randrange(len(others))
    place = chance.randrange(len(own) + 1)
    own[place:place] = others[start : start + chance.randint(1, 3)]
    return TOKEN.findall(b"\n|".join(own))


def argued(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """One more argument, or a file."""
    text = chance.choice(FILES) if chance.randrange(12) == 0 else chance.choice(ARGUMENTS)
    text += f"\n|{chance.choice(ARGUMENTS)}" if text.startswith("--") else ""
    return [*tokens, *TOKEN.findall(f"\n|{text}".encode())]


def asked_otherwise(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """Another operation, one in two times a quick one."""
    operations = chance.choice((QUICK, sorted(vocabulary().operations)))
    return [chance.choice(operations).encode(), *tokens[1:]]


def nested(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A few tokens in brackets or in a call, seldom many deep."""
    piece = _stretch(chance, tokens)
    begin, end = chance.choice(((b"(", b")"), (b"[", b"]"), (b"sin(", b")"), (b"sqrt(abs(", b"))"), (b"-", b"")))
    depth = chance.choice((1, 1, 1, 2, 3, 200))
    return [*tokens[: piece.start], begin * depth, *tokens[piece], end * depth, *tokens[piece.stop :]]


def scratched(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """Single bytes changed, added or taken away."""
    data = bytearray(b"".join(tokens))
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.randint(0, 1)] = bytes([chance.randrange(256)][: chance.randint(0, 1)])
    return TOKEN.findall(bytes(data))


def exchanged(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A number, name or operator in place of another one of its kind."""
    places = [k for k, token in enumerate(tokens) if _kind(token)]
    if not places:
        return tokens
    place = chance.choice(places)
    kind = _kind(tokens[place])
    own = [token for token in tokens if _kind(token) == kind]
    return [*tokens[:place], chance.choice(chance.choice((own, KINDS[kind]))), *tokens[place + 1 :]]


def _kind(token: bytes) -> str:
    if token in _CALLED:
        return "function"
    if token[:1].isdigit():
        return "number"
    if len(token) < 3 and token.isalpha():
        return "name"
    return "operator" if token in KINDS["operator"] else ""


_CALLED = frozenset(name.encode() for name in FUNCTIONS)
_ONE = sorted(name for name in FUNCTIONS if name not in ("zeros", "ones", "eye"))
KINDS: dict[str, list[bytes]] = {
    "function": [name.encode() for name in _ONE],
    "number": [b"0", b"1", b"2", b"3", b"0.5", b"1e-3", b"1e300", b"7", b"1/3", b"1e-200", b"100", b"0.1"],
    "name": [b"x", b"y", b"a", b"e", b"x1", b"t"],
    "operator": [b"+", b"-", b"*", b"/", b"**", b"@", b"<", b">", b"%", b"//", b","],
    "": [],
}


def wrapped(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """A name or number as the argument of a function, or with an operator and a number."""
    places = [k for k, token in enumerate(tokens) if _kind(token) in ("number", "name")]
    if not places:
        return tokens
    place = chance.choice(places)
    token = tokens[place]
    around = chance.choice((b"%s(%s)", b"(%s(%s))", b"(%s*%s)", b"(%s + %s)", b"(%s**%s)", b"(%s/%s)", b"max(%s, %s)"))
    first = (
        chance.choice(KINDS["function"])
        if around[-4:] in (b"(%s)", b"%s))")
        else chance.choice((*KINDS["number"], b"x"))
    )
    return [*tokens[:place], *TOKEN.findall(around % (first, token)), *tokens[place + 1 :]]


def presented(chance: random.Random, tokens: list[bytes]) -> list[bytes]:
    """The same asked for in another way."""
    option = chance.choice(PRESENTATIONS)
    return [*tokens, *TOKEN.findall(b"".join(b"\n|" + word.encode() for word in option.split()))]


QUICK = ["jacobian", "vjp", "grad"]
PRESENTATIONS = (
    "--format json", "--format json", "--format ndjson", "--format csv", "--format tsv", "--format markdown",
    "--format latex", "--format plain", "-q", "--exact", "--numeric", "--numeric", "--digits 25", "--simplify",
    "--sparse", "--det", "--layout denominator", "--kink jax", "--kink left", "--kink right", "--kink zero",
    "--color always", "--lang zh", "--w 1", "--w 1,2", "--at 0", "--at 1,2", "--at 0,0",
)  # fmt: skip
GENTLE: tuple[Mutation, ...] = (exchanged, exchanged, exchanged, wrapped, wrapped, presented, asked_otherwise)
ROUGH: tuple[Mutation, ...] = (
    replaced, replaced, inserted, inserted, deleted, repeated, swapped, moved, spliced, crossed, argued, nested,
    scratched,
)  # fmt: skip


if __name__ == "__main__":
    from fuzz.campaign import main

    main("mutation")

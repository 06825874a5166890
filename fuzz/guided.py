"""The coverage-guided fuzzer: atheris leads the inputs to lines of jacli that none has reached yet.

Only jacli's own modules are instrumented. It needs the optional dependency: `pip install 'jacli[fuzz]'`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import atheris

if TYPE_CHECKING:
    from fuzz.campaign import Campaign

# The longest input; most are far shorter.
LONGEST = 1500
# One input in so many is changed with regard to what it says.
STRUCTURED = 3


def fuzz(campaign: Campaign) -> None:
    """Run inputs as libFuzzer makes them, starting from the corpus; never returns."""
    from fuzz.corpus import corpus

    folder = Path(tempfile.mkdtemp(prefix="jacli-guided-"))
    for number, data in enumerate(corpus()):
        (folder / f"{number:04}").write_bytes(data)
    words = folder.with_suffix(".dict")
    words.write_text("".join(f"{line}\n" for line in dictionary()), encoding="ascii")

    def one(data: bytes) -> None:
        if not campaign.inputs:
            # atheris sets an alarm too, and ends the process at any other; jacli's time limits are wanted here.
            signal.alarm(0)
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
        if campaign.is_over:
            # libFuzzer has no other way to be ended from inside.
            os._exit(campaign.report())
        campaign.attempt(data)

    options = ["-timeout=0", "-rss_limit_mb=0", f"-seed={campaign.seed or 1}", f"-max_len={LONGEST}", f"-dict={words}"]
    atheris.Setup(["guided", *options, "-verbosity=0", str(folder)], one, custom_mutator=mutated)
    atheris.Fuzz()


def mutated(data: bytes, longest: int, seed: int) -> bytes:
    """The next input: changed by libFuzzer, or as one command line into another, which more often has an answer."""
    if seed % STRUCTURED:
        found: bytes = atheris.Mutate(data, longest)
        return found
    from fuzz.mutation import changed

    return changed(random.Random(seed), data)[:longest]


def dictionary() -> list[str]:
    """The words of the language and the command line, as libFuzzer reads them."""
    from fuzz import mutation

    words = {word for kind in mutation.dictionary() for word in kind if word}
    return ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in sorted(words)]


if __name__ == "__main__":
    with atheris.instrument_imports(include=["jacli"]):
        from fuzz.target import import_all

        import_all()
    from fuzz.campaign import main

    main("guided", sys.argv[1:])

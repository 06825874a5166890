"""The PyTorch lines of the lessons, run in PyTorch: they must print what their comments say."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest

from tests.test_docs import PYTHON
from tests.test_lessons import LESSONS, PRINTED, REFUSED

NUMBER = re.compile(r"-?\d+\.\d*(?:e[-+]\d+)?")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda page: page.stem)
def test_the_lines_print_in_pytorch_what_they_say(lesson: Path) -> None:
    pytest.importorskip("torch")
    [code] = PYTHON.findall(lesson.read_text(encoding="utf-8"))
    printed = io.StringIO()
    refused = REFUSED.search(code)
    with contextlib.redirect_stdout(printed):
        if refused:
            with pytest.raises(RuntimeError, match=re.escape(refused[1])):
                exec(code, {})
        else:
            exec(code, {})
    said = "".join(line[2] for line in PRINTED.finditer(code))
    np.testing.assert_allclose(_numbers(printed.getvalue()), _numbers(said), rtol=1e-4)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(text)]

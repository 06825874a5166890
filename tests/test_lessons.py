"""The course says the same in both languages, leads from lesson to lesson, and its PyTorch lines give what they say."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import Jacli
from tests.test_docs import LINK, PYTHON, ROOT, regenerate

FOLDER = ROOT / regenerate.LESSONS
ENGLISH = [page for page in sorted(FOLDER.glob("*.md")) if regenerate.language(page) == "en"]
PRINTED = re.compile(r"print\((\w+)\.grad\)  # tensor\((.*)\)$", re.MULTILINE)
LESSONS = [page for page in ENGLISH if page.stem != "README"]
# What an exercise asks for: the option to be changed in its command, and the answer.
ANSWERS = {
    "1-scalar-out": ("--expect", "[4.5, 4.5, 4.5, 4.5]"),
    "2-vector-out": ("--expect", "[[3, 2], [4, 1]]"),
    "3-weights": ("--expect", "[8, 81]"),
    "4-ones-and-sum": ("--w", "1/2,1/2"),
    "5-accumulation": ("--expect", "[10, 12]"),
    "6-matrix-product": ("--expect", "[[6, 15], [6, 15]]"),
    "7-chain-rule": ("--expect", "[[6, 6], [12, 12]]"),
    "8-one-hot": ("--expect", "[3, 8, 27]"),
}
REFUSED = re.compile(r"# RuntimeError: (.*)$", re.MULTILINE)


@pytest.mark.parametrize("lesson", ENGLISH, ids=lambda page: page.stem)
def test_a_lesson_shows_the_same_in_both_languages(lesson: Path) -> None:
    english, chinese = (page.read_text(encoding="utf-8") for page in (lesson, lesson.with_suffix(".zh.md")))
    assert _commands(chinese) == _commands(english)
    assert PYTHON.findall(chinese) == PYTHON.findall(english)
    *leading, back = LINK.findall(english)
    assert LINK.findall(chinese) == [*(_translated(link) for link in leading), lesson.name]
    assert back == lesson.with_suffix(".zh.md").name


def _commands(page: str) -> list[str]:
    return [command for block in regenerate.BLOCK.findall(page) for command in regenerate.commands(block)]


def _translated(link: str) -> str:
    return link if link.startswith("..") else link.removesuffix(".md") + ".zh.md"


@pytest.mark.parametrize("lang", ["", ".zh"])
def test_the_lessons_follow_one_another_from_the_list_of_them(lang: str) -> None:
    listed = LINK.findall((FOLDER / f"README{lang}.md").read_text(encoding="utf-8"))
    lessons = [target for target in listed if target[0].isdigit()]
    assert [int(target[0]) for target in lessons] == list(range(1, len(ENGLISH)))
    for lesson, following in pairwise(lessons):
        assert following in LINK.findall((FOLDER / lesson).read_text(encoding="utf-8"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda page: page.stem)
def test_the_pytorch_lines_of_a_lesson_give_what_they_say(lesson: Path, jacli: Jacli, tmp_path: Path) -> None:
    [code] = PYTHON.findall(lesson.read_text(encoding="utf-8"))
    file = tmp_path / "lesson.py"
    for line in PRINTED.finditer(code):
        file.write_text(code[: line.end()], encoding="utf-8")
        outcome = jacli("vjp", "-f", str(file), "--format", "json")
        np.testing.assert_array_equal(json.loads(outcome.out)["by_input"][line[1]], json.loads(_plain(line[2])))
    for line in REFUSED.finditer(code):
        file.write_text(code, encoding="utf-8")
        outcome = jacli("vjp", "-f", str(file))
        assert outcome.code == 2
        assert line[1] in outcome.err
    assert PRINTED.search(code) or REFUSED.search(code)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda page: page.stem)
def test_an_exercise_accepts_its_answer_and_nothing_that_the_page_shows(lesson: Path, jacli: Jacli) -> None:
    *_, exercise = _commands(lesson.read_text(encoding="utf-8"))
    _, *words = shlex.split(exercise.replace("\\\n", " "))
    assert jacli(*words).code == 1
    option, answer = ANSWERS[lesson.stem]
    words[words.index(option) + 1] = answer
    assert jacli(*words)[:2] == (0, "")


def _plain(numbers: str) -> str:
    return re.sub(r"\.(?!\d)", ".0", numbers)

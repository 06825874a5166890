"""Two languages say the same: every code, the same fields, and no English left where Chinese is meant."""

from __future__ import annotations

import re
from importlib import import_module
from string import Formatter

import pytest

from jacli.graph.functions import CALLABLE
from jacli.render.function_list import sections
from jacli.render.messages import SUBJECTS, functions_zh

LETTER = "[\u4e00-\u9fff]"
# Signs of English beside a Chinese letter, which code between two spaces or full-width signs never has.
ENGLISH_SIGN = re.compile(rf"{LETTER}[,;:?!.()\"]|[,;:?!()\"]{LETTER}")
# A space beside a full-width sign, or between two Chinese letters.
STRAY_SPACE = re.compile(rf"[，。；：、！？（] | [，。；：、！？）]|{LETTER} {LETTER}")
# A Chinese letter beside a Latin letter or digit without the space that parts them.
NO_SPACE = re.compile(rf"{LETTER}[A-Za-z0-9{{]|[A-Za-z0-9}}]{LETTER}")
# What is written in Latin letters in Chinese too: names, what can be typed, what PyTorch says in so many words.
NAMES = {
    *("PyTorch", "JAX", "Python", "UTF", "None", "True", "Piecewise", "jacli", "numpy", "torch", "sympy", "diff"),
    *("pi", "inf", "axis", "json", "grad", "vjp", "jax", "left", "right", "zero", "show", "EXPR", "program", "point"),
    *("svg", "html", "png", "SVG", "HTML", "PNG", "pictures", "always", "pip", "install", "backward"),
    *("VJP", "JVP", "LaTeX"),
    *("if", "else", "or", "not", "import", "imum", "wᵀJ", "Jv", "Jᵀ"),
}
# Names of parameters of functions, and of what their documents compare with.
PARAMETERS = {"mod", "remainder", "and", "slope", "alpha", "lo", "hi", "shift", "ddof", "start", "step", "stop", "num"}
QUOTED = re.compile("`[^`]*`|“[^”]*”|--[a-z-]+|\\{\\w+[^}]*\\}")


def letters_left(chinese: str) -> set[str]:
    """Words in Latin letters that are neither code nor names."""
    words = set(re.findall(r"[A-Za-z][A-Za-zᵀ]+", QUOTED.sub(" ", chinese)))
    return words - NAMES - CALLABLE.keys()


def texts(subject: str, lang: str) -> dict[str, str]:
    found: dict[str, str] = import_module(f"jacli.render.messages.{subject}_{lang}").TEXTS
    return found


def bare(template: str) -> str:
    return template.replace("⟨", "").replace("⟩", "")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(bare(template)) if name is not None}


def optional(template: str) -> set[frozenset[str]]:
    """The fields that are left out together."""
    return {frozenset(fields(stretch)) for stretch in re.findall("⟨([^⟨⟩]*)⟩", template)}


PAIRS = [
    pytest.param(english, texts(subject, "zh").get(code, ""), id=code)
    for subject in SUBJECTS
    for code, english in texts(subject, "en").items()
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_languages_have_every_code(subject: str) -> None:
    assert list(texts(subject, "en")) == list(texts(subject, "zh"))


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_texts_tell_the_same_fields(english: str, chinese: str) -> None:
    assert fields(english) == fields(chinese)
    assert optional(english) == optional(chinese)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_signs_in_chinese_sentences_are_chinese(english: str, chinese: str) -> None:
    sentence = re.sub("`[^`]*`", "x", bare(chinese))
    for wrong in (ENGLISH_SIGN, STRAY_SPACE, NO_SPACE):
        assert not wrong.search(sentence), wrong.search(sentence)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_no_english_is_left(english: str, chinese: str) -> None:
    assert letters_left(chinese) == set()
    assert re.search(LETTER, chinese) or not letters_left(english)


def test_every_function_is_told_in_both_languages() -> None:
    listed = {heading: [row.name for row in rows] for heading, rows in sections()}
    assert list(functions_zh.SECTIONS) == list(listed)
    assert list(functions_zh.DOCS) == [name for names in listed.values() for name in names]
    english = {row.name: row.doc for _, rows in sections() for row in rows}
    for name, chinese in functions_zh.DOCS.items():
        assert letters_left(chinese) <= letters_left(english[name]) & PARAMETERS
        assert numbers(english[name]) <= numbers(chinese) <= numbers(english[name]) | {"0", "1"}, name
        assert not re.search(LETTER, chinese) or not ENGLISH_SIGN.search(chinese), name
        assert re.search(LETTER, chinese) or chinese == english[name]


def numbers(told: str) -> set[str]:
    return set(re.findall(r"-?\d+", told))


def test_faults_of_a_text_are_found() -> None:
    assert letters_left("没有 function {name}，见 `code here` 和 --max-nodes") == {"function"}
    assert ENGLISH_SIGN.search("没有值,请写")
    assert STRAY_SPACE.search("没有值， 请写")
    assert NO_SPACE.search("有{count}个")
    assert fields("⟨{a} ⟩{b}") == {"a", "b"}
    assert optional("⟨{a} ⟩{b}⟨{c} {d}⟩") == {frozenset("a"), frozenset("cd")}

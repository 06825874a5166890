"""Two languages say the same: every code, the same fields, and no English left where Chinese is meant."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from string import Formatter

import pytest

from jacli.render.messages import SUBJECTS

WIDE = "[\u2e80-\u9fff\uff00-\uffef]"
# Signs of English beside a Chinese letter.
ENGLISH_SIGN = re.compile(rf"{WIDE}[,;:?!.()]|[,;:?!()]{WIDE}")
CHINESE_SIGNS = "，。；：、！？（）“”—…"


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


CHINESE = [subject for subject in SUBJECTS if find_spec(f"jacli.render.messages.{subject}_zh")]
PAIRS = [
    pytest.param(english, texts(subject, "zh").get(code, ""), id=code)
    for subject in CHINESE
    for code, english in texts(subject, "en").items()
]


@pytest.mark.parametrize("subject", CHINESE)
def test_both_languages_have_every_code(subject: str) -> None:
    assert list(texts(subject, "en")) == list(texts(subject, "zh"))


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_both_texts_tell_the_same_fields(english: str, chinese: str) -> None:
    assert fields(english) == fields(chinese)
    assert optional(english) == optional(chinese)


@pytest.mark.parametrize(("english", "chinese"), PAIRS)
def test_signs_in_chinese_sentences_are_chinese(english: str, chinese: str) -> None:
    assert not ENGLISH_SIGN.search(re.sub(r"\{\w+\}", "x", bare(chinese)))

"""English: files that hold what they should not."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "pipe-without-reader": "nobody reads the pipe {path}; start its reader first, such as: cat {path}",
    "path-empty": "the path of a file is empty; type its name",
    "npy-header": "{path} is no valid npy: its header cannot be read; save it again with `numpy.save`",
    "file-integer": "{path} holds an integer of more than {limit} digits; write it as a text in quotes",
    "file-elements": "{path} holds more than {limit} values; --max-elements raises the limit",
    "toml-key": "{path}: a key of more than {limit} names joined by dots",
}

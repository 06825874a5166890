"""Files: limits, encodings, kinds, and writing whole or not at all."""

from __future__ import annotations

import io
import json
import os
import stat
import warnings
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import numpy
import pytest

from jacli.errors import InputFileError, JacliError, LimitReached, UsageError
from jacli.graph.limits import Limits
from jacli.language import files
from jacli.language.data_files import read_data
from jacli.language.files import decoded, read_bytes, read_stream, read_text, write_whole
from jacli.render.messages import text
from tests.effort import is_linear

SMALL = Limits(source_bytes=64, elements=10)


def code_of(call: Any, *arguments: Any) -> str:
    with pytest.raises(JacliError) as caught:
        call(*arguments)
    code, fields = caught.value.code, caught.value.fields
    assert fields.get("path", " ")
    assert not text(code, fields).startswith(code)
    return code


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"x**2\n", "x**2\n"),
        (b"\xef\xbb\xbfx**2", "x**2"),
        (b"a = 1\r\nb = 2\r\n", "a = 1\nb = 2\n"),
        ("π·x₁²".encode(), "π·x₁²"),
    ],
)
def test_text_is_decoded_strictly(content: bytes, text: str) -> None:
    assert decoded(content, "f") == text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b" \n\t", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"x\x80", "file-not-utf8"),
        ("x".encode("utf-16"), "file-utf16"),
    ],
)
def test_text_that_cannot_be_decoded(content: bytes, code: str) -> None:
    assert code_of(decoded, content, "f") == code


def test_the_place_of_a_wrong_byte_is_told() -> None:
    with pytest.raises(InputFileError) as caught:
        decoded(b"ab\xff", "f")
    assert caught.value.fields == {"path": "f", "position": 2, "byte": "0xff"}


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    exact = tmp_path / "exact"
    exact.write_bytes(b"x" * 64)
    assert len(read_bytes(str(exact), 64)) == 64
    exact.write_bytes(b"x" * 65)
    assert code_of(read_bytes, str(exact), 64) == "file-too-large"
    with pytest.raises(LimitReached):
        read_stream(io.BytesIO(b"x" * 65), "standard input", 64)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_an_endless_file_stops_at_the_limit(tmp_path: Path) -> None:
    assert code_of(read_text, "/dev/zero", 4096) == "file-too-large"
    link = tmp_path / "x.npy"
    link.symlink_to("/dev/zero")
    assert code_of(read_data, str(link), SMALL) == "npy-header"


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    assert code_of(read_bytes, str(tmp_path / "none"), 9) == "file-not-found"
    assert code_of(read_bytes, str(tmp_path), 9) == "file-is-folder"
    assert code_of(read_bytes, "a\0b", 9) == "file-unreadable"
    assert code_of(read_data, str(tmp_path / "none.npy"), SMALL) == "file-not-found"
    folder = tmp_path / "folder.npy"
    folder.mkdir()
    assert code_of(read_data, str(folder), SMALL) == "file-is-folder"
    inside = tmp_path / "plain"
    inside.write_text("x")
    assert code_of(read_bytes, str(inside / "below"), 9) == "file-not-found"


def test_a_file_error_is_an_os_error_and_a_value_error(tmp_path: Path) -> None:
    for kind in (OSError, ValueError, UsageError):
        with pytest.raises(kind):
            read_bytes(str(tmp_path), 9)


@pytest.mark.parametrize(
    ("name", "content", "data"),
    [
        ("a.json", '[[1, 2.5], [3, "1/3"]]', [[1, 2.5], [3, "1/3"]]),
        ("a.JSON", "7", 7),
        ("p.json", '{"x": 1, "y": [2]}', {"x": 1, "y": [2]}),
        ("p.toml", 'x = 1\ny = [2, "1/3"]', {"x": 1, "y": [2, "1/3"]}),
        ("a.csv", "1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
        ("a.csv", "1, 2, 3\n", ["1", "2", "3"]),
        ("a.csv", "1\n2\n\n3\n", ["1", "2", "3"]),
        ("a.csv", "# made by hand\n7\n", "7"),
        ("a.csv", "x1,x2\r\n1,2.5\r\n", {"x1": "1", "x2": "2.5"}),
        ("a.csv", '"x","A"\n1,"[[1,2],[3,4]]"\n', {"x": "1", "A": "[[1,2],[3,4]]"}),
        ("a.csv", "pi,nan\n", ["pi", "nan"]),
    ],
)
def test_data_files(tmp_path: Path, name: str, content: str, data: object) -> None:
    path = tmp_path / name
    path.write_text(content, newline="")
    assert read_data(str(path), Limits()) == data


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", "1", "file-kind"),
        ("a", "1", "file-kind"),
        ("a.json", "[1,", "file-invalid"),
        ("a.json", "[" * 100_000, "file-too-deep"),
        ("a.json", "9" * 5000, "file-integer"),
        ("a.json", '{"x": -' + "9" * 5000 + "}", "file-integer"),
        ("a.json", '{"x": 1, "x": 2}', "file-name-twice"),
        ("a.json", "", "file-empty"),
        ("a.toml", "x = ", "file-invalid"),
        ("a.toml", "x = 1\nx = 2", "file-invalid"),
        ("a.toml", "x = " + "9" * 5000, "file-integer"),
        ("a.toml", "x" + ".a" * 33 + " = 1", "toml-key"),
        ("a.toml", 'x."a\\"."' + " . 'a'" * 32 + " = 1", "toml-key"),
        ("a.toml", "[x" + ".a" * 40_000 + "]", "toml-key"),
        ("a.toml", "x = [" + "1," * 10_000_001 + "]", "file-elements"),
        ("a.json", "[" + "1," * 10_000_001 + "1]", "file-elements"),
        ("a.csv", "1\n" * 10_000_001, "file-elements"),
        ("a.csv", "# nothing\n", "file-empty"),
        ("a.csv", "1,2\n3\n", "csv-row-length"),
        ("a.csv", "1,,3\n", "csv-empty-cell"),
        ("a.csv", '1,"2\n', "file-invalid"),
        ("a.csv", "x,y\n", "csv-point-rows"),
        ("a.csv", "x,y\n1,2\n3,4\n", "csv-point-rows"),
        ("a.csv", "x,x\n1,2\n", "file-name-twice"),
        ("a.npy", "", "file-empty"),
        ("a.npy", "not numpy", "npy-header"),
    ],
)
def test_data_files_that_cannot_be_read(tmp_path: Path, name: str, content: str, code: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert code_of(read_data, str(path), Limits()) == code


@pytest.mark.parametrize(
    ("name", "content", "data"),
    [
        # readers of values refuse the text of a number that not even Decimal holds
        ("a.json", "[1, -1e99999999999999999999]", [1, "-1e99999999999999999999"]),
        ("a.toml", "x = 1e-99999999999999999999", {"x": "1e-99999999999999999999"}),
        ("a.toml", "x" + ".a" * 31 + " = 1", None),
        ("a.toml", "x = [" + "1.5," * 1000 + "]", {"x": [Decimal("1.5")] * 1000}),
        ("a.csv", "1,2\n" * 50_000, [["1", "2"]] * 50_000),
    ],
)
def test_what_is_nearly_too_much(tmp_path: Path, name: str, content: str, data: object) -> None:
    path = tmp_path / name
    path.write_text(content)
    found = read_data(str(path), Limits(elements=10))
    assert data is None or found == data


def test_npy_files(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    numpy.save(path, numpy.array([[1.5, 2], [3, 4]]))
    assert read_data(str(path), Limits()).tolist() == [[1.5, 2], [3, 4]]
    for array in (numpy.array([1j]), numpy.array(["a"]), numpy.array([(1, 2)], dtype="i4,i4")):
        numpy.save(path, array)
        assert code_of(read_data, str(path), Limits()) == "npy-type"
    numpy.save(path, numpy.array([object()], dtype=object), allow_pickle=True)
    assert code_of(read_data, str(path), Limits()) == "npy-type"
    numpy.save(path, numpy.zeros(11))
    assert code_of(read_data, str(path), SMALL) == "too-many-elements"
    path.write_bytes(path.read_bytes()[:-8])
    assert code_of(read_data, str(path), Limits()) == "file-invalid"


def npy(header: str, version: int = 1) -> bytes:
    """The beginning of a .npy file: a length of two bytes, from version 2 on of four, and the header."""
    text = header.encode() + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2 if version == 1 else 4, "little") + text


def described(shape: str, descr: str = "'<f8'") -> str:
    return f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (npy("__import__('os').system('id')"), "npy-header"),
        (npy(described("(10**9,)")), "npy-header"),
        (npy(described("(-1,)")), "npy-header"),
        (npy(described("(True,)")), "npy-header"),
        (npy(described("(2.0,)")), "npy-header"),
        (npy(described("(1,)", "'<f9'")), "npy-header"),
        (npy(described("(1,)")[:-1]), "npy-header"),
        (npy("\x1b[31m"), "npy-header"),
        (npy("(" * 5000), "npy-header"),
        (npy("(" * 60000), "npy-header"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff{", "npy-header"),
        (b"\x93NUMPY\x09\x00", "npy-header"),
        (b"\x93NUMPY", "npy-header"),
        (b"PK\x03\x04" + bytes(30), "npy-header"),
        (npy(described("(1,)", "'|O'")) + b"\x80\x04N.", "npy-type"),
        (npy(described("(1,)", "[('a', '<f8')]")) + bytes(8), "npy-type"),
        (npy(described(f"({'1,' * 33})")) + bytes(8), "too-many-axes"),
        (npy(described("(10000000000,)")), "too-many-elements"),
        (npy(described("(9,)")) + bytes(8), "file-invalid"),
    ],
)
def test_npy_files_that_are_none(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(content)
    with pytest.raises(JacliError) as caught:
        read_data(str(path), Limits())
    assert caught.value.code == code
    assert "0x" not in text(code, caught.value.fields), "the place of an object in memory says nothing"


def test_a_header_that_python_has_an_opinion_about_is_read_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(
        npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2L,), }") + numpy.array([1.5, 2]).tobytes()
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_data(str(path), Limits()).tolist() == [1.5, 2]


def test_a_header_of_a_later_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(npy(described("(2,)"), 2) + numpy.array([1.5, 2]).tobytes())
    assert read_data(str(path), Limits()).tolist() == [1.5, 2]


def test_a_cell_of_csv_may_hold_a_matrix(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    matrix = f"[{','.join(['1'] * 100_000)}]"
    path.write_text(f'x\n"{matrix}"\n')
    assert read_data(str(path), Limits()) == {"x": matrix}


def test_names_of_a_csv_are_compared_once_each(tmp_path: Path) -> None:
    def reading(count: int) -> Callable[[], object]:
        path = tmp_path / f"{count}.csv"
        path.write_text(",".join(f"x{k}" for k in range(count)) + "\n" + ",".join(["1"] * count) + "\n")
        return lambda: read_data(str(path), Limits())

    assert is_linear(reading, 300)


@pytest.mark.parametrize("work", [lambda: read_bytes("", 9), lambda: write_whole("", "x")])
def test_an_empty_path_is_said(work: Callable[[], object]) -> None:
    with pytest.raises(InputFileError) as caught:
        work()
    assert caught.value.code == "path-empty"


def test_a_name_as_long_as_the_system_takes_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    write_whole(str(path), "old")
    write_whole(str(path), "new", force=True)
    assert path.read_text() == "new"


def test_text_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    write_whole(str(path), "π\n")
    assert path.read_bytes() == "π\n".encode()
    assert code_of(write_whole, str(path), "new") == "file-exists"
    assert path.read_text(encoding="utf-8") == "π\n"
    write_whole(str(path), iter(["a", "b"]), True)
    assert path.read_text() == "ab"
    assert os.listdir(tmp_path) == ["out.txt"]  # noqa: PTH208


@pytest.mark.parametrize("fault", [ZeroDivisionError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file(fault: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")

    def chunks() -> Any:
        yield "new"
        raise fault

    with pytest.raises(fault):
        write_whole(str(path), chunks(), force=True)
    assert code_of(write_whole, str(path), "\ud800", True) == "text-not-unicode"
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.txt"]


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "out.txt", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(str(link), "new", force=True)
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    assert code_of(write_whole, str(tmp_path), "x", True) == "file-is-folder"
    assert code_of(write_whole, str(tmp_path / "no" / "file"), "x") == "file-unwritable"


def test_devices_are_written_directly() -> None:
    write_whole(os.devnull, "x")
    assert not Path(os.devnull).is_file()


def test_decimals_keep_all_their_digits(tmp_path: Path) -> None:
    typed = ["0.1", "1e-400", "1.5e999", "0.123456789012345678901234567890"]
    for name, content in (("a.json", f"[{', '.join(typed)}]"), ("a.toml", f"x = [{', '.join(typed)}]")):
        path = tmp_path / name
        path.write_text(content)
        data = read_data(str(path), Limits())
        assert (data["x"] if isinstance(data, dict) else data) == list(map(Decimal, typed))


def test_what_is_no_number_of_json_is_left_to_the_reader_of_values(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([float("inf")]))
    assert read_data(str(path), Limits()) == [float("inf")]


def test_a_pipe_without_a_reader_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.0)
    os.mkfifo(tmp_path / "pipe")
    assert code_of(write_whole, str(tmp_path / "pipe"), "x") == "pipe-without-reader"


def test_a_pipe_is_written_once_its_reader_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pipe"
    read: list[str] = []
    os.mkfifo(path)
    reader = Thread(target=lambda: read.append(path.read_text()))

    def sleep(seconds: float) -> None:
        if not reader.is_alive():
            reader.start()

    monkeypatch.setattr(files, "PATIENCE", 60.0)
    monkeypatch.setattr(files, "sleep", sleep)
    write_whole(str(path), "long " * 100_000)
    reader.join()
    assert read == ["long " * 100_000]

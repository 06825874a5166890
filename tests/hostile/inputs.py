"""Inputs that would hurt a careless program: by class, how each must end and what must be said.

No two rows are alike in class and operation; `test_inputs` runs them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.hostile.rows import Row, answered, limited, refused, undefined

Check = Callable[[Path], bool]
BOMB = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(90)
# os.system("id"), if it were unpickled.
PICKLED = b"cposix\nsystem\n(S'id'\ntR."
# A header of 2 GB, as it says.
LONG_HEADER = b"\x93NUMPY\x02\0\xff\xff\xff\x7f{"
OLD, PICTURE = {"jacli.toml": b"old"}, {"f.svg": b"old"}
# A picture of 300 columns.
WIDE = ("--shape", "x=300", "--picture", "f.svg")
# A leaf, and loops inside one another.
LEAF = "x = torch.tensor(2., requires_grad=True)\ny = x*x\n"
NEST = "".join("  " * k + "for i in range(2):\n" for k in range(200)) + "  " * 200 + "x = x + 1"
# The least memory that can be asked for.
SCARCE = ("--max-memory", "256M")


def npy(header: str, content: bytes = b"") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


def array(shape: str, descr: str = "<f8") -> str:
    return f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}"


def longest(line: bytes) -> bytes:
    """A problem file with a line about a number of 100,000 hexadecimal digits, which Python reads at once."""
    return b"program = 'x'\n" + line % (b"0x" + b"f" * 100_000)


def cascade(body: str, count: int) -> str:
    """Functions f1, f2, … each of which calls the one before as its body says: `{0}(x)*{0}(x)`."""
    lines = ["f0(x) = x", *(f"f{k + 1}(x) = {body.format(f'f{k}')}" for k in range(count))]
    return "; ".join([*lines, f"f{count}(x)"])


# ── what is made where contents do not say it ─────────────────────────────────────────────────────────────


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def endless_rows(folder: Path) -> None:
    (folder / "p.csv").write_bytes(b"1\n" * 20_000_000)


def endless_lists(folder: Path) -> None:
    (folder / "p.json").write_bytes(b"[" + b"[]," * 20_000_000)


def endless_weights(folder: Path) -> None:
    (folder / "p.toml").write_bytes(b"program = 'x'\nat = 1\nw = [" + b"'1'," * 600_000 + b"]")


def loop(folder: Path) -> None:
    (folder / "loop").symlink_to("loop")


def sparse(folder: Path) -> None:
    with (folder / "sparse").open("wb") as stream:
        stream.truncate(1 << 40)


def link_to_zero(folder: Path) -> None:
    (folder / "zero.json").symlink_to("/dev/zero")


def folders(folder: Path) -> None:
    (folder / "folder.npy").mkdir()


def project_folder(folder: Path) -> None:
    (folder / "jacli.toml").mkdir()


def dangling(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "nowhere" / "file")


def unchanged(name: str, content: bytes) -> Check:
    """The file is as it was, and alone."""
    return lambda folder: (
        [entry.name for entry in folder.iterdir()] == [name] and (folder / name).read_bytes() == content
    )


def empty(folder: Path) -> bool:
    """Nothing was left behind."""
    return not any(folder.iterdir())


INPUTS: dict[str, Sequence[Row]] = {
    # ── code ──────────────────────────────────────────────────────────────────────────────────────────────
    "dunder names": [
        refused("show", "__import__('os').system('id')", says="begin with __"),
        refused("jacobian", "__builtins__", says="begin with __"),
        refused("vjp", "x", "--at", "__import__('os')", says="begin with __"),
        refused("grad", "__class__ = 1", says="begin with __"),
        refused("check", "x", "--expect", "[__x]", says="begin with __"),
        refused("init", "x + __file__", says="begin with __", after=empty),
        refused("functions", "__import__", says="no function __import__"),
        refused("explain", "x.__class__", says="begin with __"),
    ],
    "attribute access": [
        refused("show", "x.__class__.__bases__[0].__subclasses__()", says="begin with __"),
        refused("jacobian", "np.linalg.linalg.os", says="there is no np.linalg.linalg.os"),
        refused("vjp", "x.tofile(y)", says="no method tofile"),
        refused("grad", "math.__dict__", says="there is no math.__dict__"),
        refused("check", "x.ctypes", says="no attribute ctypes"),
        refused("init", "x.dump(y)", says="no method dump", after=empty),
    ],
    "functions of Python": [
        refused("show", "eval('1')", says="there is no function eval"),
        refused("jacobian", "exec(x)", says="there is no function exec"),
        refused("vjp", "open('/etc/passwd')", says="there is no function open"),
        refused("grad", "getattr(x, 'a')", says="there is no function getattr"),
        refused("check", "np.load(x)", says="there is no function load"),
        refused("init", "compile(x)", says="there is no function compile", after=empty),
        refused("functions", "eval", says="there is no function eval"),
        refused("explain", "breakpoint()", says="there is no function breakpoint"),
    ],
    "functions of sympy": [
        refused("show", "sympy.sympify(x)", says="there is no function sympify"),
        refused("jacobian", "sp.lambdify(x, x)", says="there is no function lambdify"),
        refused("vjp", "x.subs(x, 1)", says="no method subs"),
        refused("grad", "parse_expr(x)", says="there is no function parse_expr"),
        refused("check", "x.evalf()", says="no method evalf"),
    ],
    "lambdas": [
        refused("show", "lambda: 1", says="a colon stands in slices only"),
        refused("jacobian", "(lambda x: x)(1)", says="`lambda` is not understood"),
        refused("vjp", "f = lambda *x: x", says="the parameters of f must be names"),
        refused("grad", "max(lambda: 1, x)", says="a colon stands in slices only"),
        refused("check", "x", "--expect", "lambda: 1", says="a colon stands in slices only"),
        refused("init", "[lambda: 1]", says="a colon stands in slices only", after=empty),
        refused("explain", "f(lambda: 1)", says="f is no function"),
    ],
    "comprehensions": [
        refused("show", "[x for x in range(10**9)]", says="`for` is not understood"),
        refused("jacobian", "sum(x for x in y)", says="`for` is not understood"),
        refused("vjp", "{x for x in y}", says="U+007B"),
        refused("grad", "{x: 1 for x in y}", says="U+007B"),
        refused("check", "[x async for x in y]", says="no operator between x and async"),
    ],
    "texts in quotes": [
        refused("show", "f'{open(x)}'", says="texts in quotes"),
        refused("jacobian", '"""x"""', says="there is no expression"),
        refused("vjp", "b'x' + x", says="texts in quotes"),
        refused("grad", "`id`", says="texts in quotes"),
        refused("check", "'; DROP TABLE x; --", says="texts in quotes"),
        refused("init", '" onload=x', says="texts in quotes", after=empty),
    ],
    "assignments inside": [
        refused("show", "(x := 1)", says=":= is not understood"),
        refused("jacobian", "y = (z := 3)", says=":= is not understood"),
        refused("vjp", "x <<= 1", says="stands where a value should"),
        refused("grad", "sin(q=y)", says="sin has no argument q"),
        refused("check", "x**(y=2)", says="= assigns"),
    ],
    "star arguments": [
        refused("show", "max(*x)", says="* before an argument"),
        refused("jacobian", "max(**x)", says="* before an argument"),
        refused("vjp", "[*x]", says="* before an argument"),
        refused("grad", "*x", says="stands where a value should"),
        refused("check", "sin(x, *)", says="* before an argument"),
    ],
    "imports": [
        refused("show", "import os; os.system(x)", says="there is no function system"),
        refused("jacobian", "from os import system", says="so no output"),
        refused("vjp", "import os as np; np.system(x)", says="there is no function system"),
        refused("grad", "import jacli.cli as f; f.main()", says="there is no function main"),
        refused("check", "import os, sys; sys.exit(x)", says="there is no function exit"),
        refused("init", "from builtins import eval; eval(x)", says="there is no function eval", after=empty),
    ],
    "statements of Python": [
        refused("show", "while True: x", says="`while` is not understood"),
        refused("jacobian", "def f(x): return f(x)\nf(y)", says="f calls itself"),
        refused("vjp", "class A: pass", says="`class` is not understood"),
        limited("grad", "for i in range(10**9): x = i", says="--max-source"),
        refused("check", "with x: y", says="only `with torch.no_grad():`"),
    ],
    "pasted code": [
        limited("show", NEST, says="nested deeper than"),
        refused("jacobian", "def f(x):\n  return g(x)\ndef g(x):\n  return f(x)\nf(x)", says="calls itself"),
        answered("vjp", LEAF + "y.backward()\n" * 2_000, says="x"),
        refused("grad", LEAF + "os.system('id')\ny.backward()", says="no method system"),
        refused("check", "with torch.no_grad():\n  open('/etc/passwd')", says="no function open"),
        refused("init", "import os\nos.remove(x)", says="no function remove", after=empty),
        refused("explain", "print('\x1b[2J' + str(x))\nos.system(x)", says="no method system"),
        refused("graph", "with open('f', 'w') as f:\n  f.write(x)", says="torch.no_grad"),
    ],
    "loops": [
        limited("show", "for i in range(10**9):\n  x = x*2", says="--max-source"),
        limited("jacobian", "for i in range(10**30, 0, -1): x = i", says="--max-source"),
        limited("vjp", "for i in range(10**5):\n  for j in range(10**5):\n    x = x + 1", says="--max-source"),
        refused("grad", "for i in range(x): x = i", says="x"),
        refused("check", "for i in x[::0]: x = i", says="taken for a number"),
        refused("graph", "for i in range(1, 2, 0): x = i", says="range"),
    ],
    "scripts": [
        refused("show", "__import__('os')", "--as", "torch", says="begin with __"),
        refused("jacobian", "x", "--as", "os", says="--as cannot be os"),
        refused("vjp", "x", "--as", "\x1b[2J", says="--as cannot be \\x1b[2J"),
        answered("grad", "os*system", "--at", "2,3", "--as", "numpy", says="import numpy"),
    ],
    "graphs": [
        refused("graph", "x.__class__", says="begin with __"),
        refused("show", "x", "--format", "dot", says="there is no format dot"),
        refused("explain", "x", "--format", "mermaid", says="no mermaid format"),
    ],
    "shell text": [
        refused("show", "$(id)", says="U+0024"),
        refused("jacobian", "x; rm -rf /", says="nothing follows /"),
        refused("vjp", "x && id", says="type and"),
        refused("grad", "x > /tmp/file", says="/ stands where a value should"),
        refused("check", "| cat", says="| is no operator"),
        refused("init", "x; `id`", says="texts in quotes", after=empty),
        refused("functions", "sin; id", says="no function sin; id"),
        refused("explain", "x", "--only", "$(id)", says="no section $(id)"),
    ],
    # ── numbers ───────────────────────────────────────────────────────────────────────────────────────────
    "power towers": [
        limited("show", "10**10**10", says="too large to be computed"),
        limited("jacobian", "x**10**10**10", "--at", "3", says="too large to be computed"),
        limited("vjp", "9**9**9**9 * x", "--at", "1", says="too large to be computed"),
        limited("grad", "x**x**x**x**x**x", "--at", "3", says="too large to be computed"),
        limited("check", "2**(2**40) * x", "--at", "1", says="too large to be computed"),
        limited("explain", "10**10**10*x", "--at", "1", says="too large to be computed"),
    ],
    "long numbers": [
        limited("show", "9" * 100_001, says="--max-digits"),
        limited("jacobian", "x*0." + "0" * 100_000 + "1", says="--max-digits"),
        limited("vjp", "x", "--at", "1", "--w", "7" * 100_001, says="--max-digits"),
        limited("grad", "x", "--at", "3" * 100_001, says="--max-digits"),
        limited("check", "x + " + "1" * 100_001, says="--max-digits"),
    ],
    "huge exponents": [
        limited("show", "1e999999999999", says="--max-digits"),
        limited("jacobian", "x*1e-99999999", says="--max-digits"),
        limited("vjp", "x", "--at", "1e99999999", says="--max-digits"),
        limited("grad", "x", "--at", "x=1e-99999999", says="--max-digits"),
        limited("check", "x**1e1000000", says="--max-digits"),
    ],
    "poles of huge order": [
        undefined("show", "1/x**1000000", "--at", "0", says="divides by zero"),
        undefined("jacobian", "1/x**999999 + 1/x**999998", "--at", "0", says="divides by zero"),
        undefined("vjp", "abs(x)/x**1000001", "--at", "0", says="divides by zero"),
        undefined("grad", "y/(x - 1)**1000000", "--at", "y=2,x=1", says="divides by zero"),
        undefined("check", "1/x**500000", "--at", "0", says="divides by zero"),
    ],
    "towers of exp": [
        limited("show", "exp(exp(exp(exp(x))))", "--at", "5", says="unknown"),
        limited("jacobian", "sin(exp(exp(x)))", "--at", "21.5", says="too large to be computed"),
        limited("vjp", "cosh(exp(exp(x)))", "--at", "21.5", says="too large to be computed"),
        limited("grad", "erf(exp(exp(x)))", "--at", "21.5", says="too large to be computed"),
        limited("check", "cos(exp(exp(x)))", "--at", "43/2", says="too large to be computed"),
    ],
    "digits of gamma": [
        limited("show", "gamma(x)", "--at", "1/3", "--digits", "10000", says="--digits is at most 4000"),
        limited("jacobian", "lgamma(x)", "--at", "1/3", "--digits", "10000", says="--digits is at most 4000"),
        limited("vjp", "digamma(x)", "--at", "1/3", "--digits", "10000", says="--digits is at most 4000"),
        limited("grad", "polygamma(2, x)", "--at", "1/3", "--digits", "10000", says="--digits is at most 4000"),
    ],
    "functions far out": [
        limited("show", "gamma(1e300)", says="too large to be computed"),
        answered("jacobian", "lgamma(x)", "--at", "10**999", says="e"),
        limited("vjp", "sin(x)", "--at", "10**10**5", says="precision limit"),
        limited("grad", "polygamma(10**6, x)", "--at", "3", says="too large to be computed"),
        limited("check", "exp(exp(exp(exp(x))))", "--at", "9", says="too large to be computed"),
    ],
    "values that are not finite": [
        refused("show", "x", "--at", "nan", says="nan is not a finite number"),
        refused("jacobian", "x", "--at", "x=-inf", says="-inf is not a finite number"),
        refused("vjp", "x", "--at", "1", "--w", "inf", says="inf is not a finite number"),
        undefined("grad", "x", "--at", "1/0", says="1/0 is undefined"),
        undefined("check", "x", "--at", "log(-1)", says="log(-1) is undefined"),
        refused("init", "x", "--at", "oo", says="oo is not a finite number", after=empty),
    ],
    # ── size ──────────────────────────────────────────────────────────────────────────────────────────────
    "deep parentheses": [
        limited("show", "(" * 30_000 + "x" + ")" * 30_000, says="nested deeper than"),
        limited("jacobian", "(" * 100_000, says="nested deeper than"),
        refused("vjp", "x" + ")" * 100_000, says="never opened"),
        refused("grad", "(" * 10_000, says="never closed"),
        limited("check", "x", "--expect", "(" * 60_000, says="nested deeper than"),
        limited("explain", "(" * 50_000 + "x", says="nested deeper than"),
    ],
    "deep array brackets": [
        limited("show", "[" * 30_000, says="nested deeper than"),
        refused("jacobian", "[" * 40 + "x" + "]" * 40, says="33 axes"),
        limited("vjp", "x", "--at", "[1," * 30_000, says="nested deeper than"),
        refused("grad", "x", "--at", "[" * 40 + "1" + "]" * 40, says="axes"),
        limited("check", "[x," * 30_000, says="nested deeper than"),
    ],
    "deep calls": [
        limited("show", "sin(" * 30_000 + "x", says="nested deeper than"),
        answered("jacobian", "sin(" * 300 + "x" + ")" * 300, says="t1 = "),
        limited("vjp", "max(1," * 25_000 + "x", says="nested deeper than"),
        refused("grad", "x" + "[0]" * 30_000, says="taken for a number"),
        answered("check", "abs(" * 150 + "x" + ")" * 150, "--at", "2", says="x"),
        answered("explain", "sin(" * 300 + "x" + ")" * 300, "--at", "1", says="cos"),
    ],
    "chains of signs": [
        answered("show", "x" + "²" * 100, says="x**"),
        refused("jacobian", "-" * 30_000 + "x", says="no option"),
        answered("vjp", "+" * 100_000 + "x", "--at", "2", says="x"),
        answered("grad", "(" + "-" * 10_000 + "x)", "--at", "2", says="x"),
        refused("check", "|" * 10_000, says="| is no operator"),
        refused("functions", "-" * 10_000, says="no option"),
    ],
    "long comments": [
        refused("show", "-f", "f", says="so no output", files={"f": b"#" * 4_000_000}),
        answered("jacobian", "-f", "f", says="x", files={"f": b"#\n" * 1_500_000 + b"x"}),
        answered("vjp", "-f", "f", says="x", files={"f": b"x" + b"#x" * 1_500_000}),
        refused("grad", "-f", "f", says="line 200001, column 1", files={"f": b"# x\n" * 200_000 + b"$"}),
        limited("check", "-f", "f", says="longer than", files={"f": b"#" * 5_000_000}),
    ],
    "blanks": [
        answered("show", "-f", "f", says="x", files={"f": b" " * 4_000_000 + b"x"}),
        answered("jacobian", "-f", "f", says="x", files={"f": b"\n" * 4_000_000 + b"x"}),
        refused("vjp", "x", "--at", " " * 100_000, says="there is no value"),
        refused("grad", "-f", "f", says="no operator between x and y", files={"f": b"x" + b" " * 3_000_000 + b"y"}),
        refused("check", "\t" * 100_000, says="so no output"),
    ],
    "many statements": [
        answered("show", "-f", "f", says="x", files={"f": b";" * 4_000_000 + b"x"}),
        answered("jacobian", "-f", "f", says="a", files={"f": b"a=x;" * 50_000}),
        answered("vjp", "-f", "f", "--at", "2", says="x", files={"f": b"f(x)=x;" * 20_000 + b"f(x)"}),
        limited("grad", "-f", "f", says="more than 200000 outputs", files={"f": b"x;" * 1_000_000}),
        limited("check", "-f", "f", "--max-nodes", "1000", says="--max-nodes", files={"f": b"a=a+x;" * 20_000}),
    ],
    "chains of operators": [
        limited("show", "x" + "+x" * 60_000, "--max-nodes", "50000", says="--max-nodes"),
        limited("jacobian", "x" + "*x" * 60_000, "--timeout", "0.3", says="--timeout"),
        answered("vjp", "x" + "-x" * 9_000, "--at", "1", says="x"),
        limited("grad", "x" + "**x" * 30_000, "--timeout", "0.3", says="--timeout"),
        limited("check", "x" + "/x" * 20_000, "--at", "1", "--timeout", "0.3", says="--timeout"),
    ],
    "cascades of calls": [
        limited("show", cascade("{0}(sin(x)) + {0}(cos(x))", 40), says="--max"),
        limited("jacobian", cascade("{0}({0}(x + 1))", 60), says="--max"),
        refused("vjp", "f(x) = f(x) + 1; f(x)", says="calls itself"),
        refused("grad", "f(x) = g(x); g(x) = f(x); f(x)", says="calls itself"),
        limited("check", cascade("sin({0}(x)) * {0}(x*{0}(x))", 40), says="--max"),
    ],
    "arrays without end": [
        limited("show", "zeros(10**9)", says="--max-elements"),
        limited("jacobian", "eye(10**5)", says="--max-elements"),
        limited("vjp", "x", "--at", "ones(10**5,10**5)", says="--max-elements"),
        limited("grad", "sum(x)", "--shape", "x=99999x99999", says="--max-elements"),
        limited("check", "arange(10**12) * x", says="--max-elements"),
        limited("init", "linspace(0, 1, 10**9)", says="--max-elements", after=empty),
        limited("explain", "zeros(10**9)", says="--max-elements"),
    ],
    "broadcasts": [
        limited("show", "x[:,None] * x", "--shape", "x=9999", says="--max-elements"),
        limited("jacobian", "outer(x, x)", "--shape", "x=9999", says="--max-elements"),
        limited("vjp", "kron(x, x)", "--shape", "x=200x200", says="--max-elements"),
        limited("grad", "sum(ones(9999,1) + ones(1,9999)*x)", says="--max-elements"),
        refused("check", "x + y", "--shape", "x=3", "--shape", "y=4", says="do not fit together"),
    ],
    "slices and indices": [
        refused("show", "x[::0]", "--shape", "x=3", says="the step cannot be 0"),
        refused("jacobian", "x[10**30]", "--shape", "x=3", says="outside axis"),
        refused("vjp", "x[x]", "--shape", "x=3", says="an index must be a constant whole number"),
        refused("grad", "x[0:1:2:3]", "--shape", "x=3", says="start:stop:step"),
        refused("check", "x[1.5]", "--shape", "x=3", says="an index must be an integer"),
        refused("init", "x['a']", "--shape", "x=3", says="texts in quotes", after=empty),
    ],
    "shapes that do not fit": [
        refused("show", "x.reshape(10**20, -1)", "--shape", "x=3", says="cannot become"),
        refused("jacobian", "A @ B", "--shape", "A=2x3", "--shape", "B=2x3", says="inner lengths differ"),
        refused("vjp", "reshape(x, -1, -1)", "--shape", "x=4", says="one length open"),
        refused("grad", "sum(x, axis=10**20)", "--shape", "x=3", says="axis"),
        refused("check", "x", "--shape", "x=" + "1x" * 40 + "1", says="41 axes"),
        refused("init", "x", "--shape", "x=-1", says="is no shape", after=empty),
    ],
    "results without end": [
        limited("show", "x", "--shape", "x=4000", "--max-entries", "1000000", says="--sparse"),
        limited("jacobian", "x @ A", "--shape", "x=100", "--shape", "A=100x400", says="--sparse"),
        limited("vjp", "sum(A @ A)", "--shape", "A=300x300", says="--max-nodes"),
        limited("grad", "det(A)", "--shape", "A=40x40", "--timeout", "0.3", says="limit"),
        limited("check", "x", "--shape", "x=4000", "--timeout", "0.3", says="--timeout"),
        limited("explain", "sin(x)", "--shape", "x=5000", "--timeout", "0.3", says="--timeout"),
    ],
    "many names": [
        refused("show", "x", "--vars", ",".join(f"a{k}" for k in range(9_000)) + ",a0", says="a0 is listed twice"),
        refused("jacobian", "x", "--at", ",".join(f"b{k}=1" for k in range(5_000)), says="b0 is no input"),
        refused("vjp", "+".join(f"c{k}" for k in range(5_000)), "--at", "1", says="5000 inputs"),
        refused("grad", "x", "--wrt", ",".join(f"d{k}" for k in range(9_000)), says="d0 is no input"),
        refused("check", "x", "--of", ",".join(f"e{k}" for k in range(9_000)), says="nothing is called e0"),
    ],
    # ── text ──────────────────────────────────────────────────────────────────────────────────────────────
    "look-alike letters": [
        refused("show", "а + a", says="U+0430 CYRILLIC SMALL LETTER A"),
        refused("jacobian", "scоpe", says="U+043E CYRILLIC SMALL LETTER O"),
        refused("vjp", "x", "--at", "х=1", says="U+0445 CYRILLIC SMALL LETTER HA"),
        refused("grad", "ɡ*g", says="U+0261 LATIN SMALL LETTER SCRIPT G"),
        refused("check", "a", "--vars", "а", says="U+0430"),
        refused("init", "Α + A", says="U+0391 GREEK CAPITAL LETTER ALPHA", after=empty),
        refused("functions", "ѕin", says="no function ѕin"),
        refused("explain", "о + o", says="U+043E"),
    ],
    "styled letters and digits": [
        refused("show", "ａ + a", says="U+FF41"),
        refused("jacobian", "𝐱**2", says="U+1D431"),
        refused("vjp", "x", "--at", "x=٣", says="type 3"),
        refused("grad", "ﬁ + fi", says="U+FB01"),
        refused("check", "x", "--shape", "x=٣", says="is no shape"),
        refused("init", "Ⅷ", says="U+2167", after=empty),
    ],
    "direction controls": [
        refused("show", "\u202ex", says="U+202E, RIGHT-TO-LEFT OVERRIDE"),
        refused("jacobian", "x\u2066 + y\u2069", says="U+2066"),
        refused("vjp", "x", "--at", "\u202e1", says="U+202E"),
        refused("grad", "-f", "f", says="U+200F", files={"f": "a = 1 \u200f# x"}),
        refused("check", "x", "--of", "\u202dx", says="U+202D"),
        refused("functions", "\u202enis", says="\\u202enis"),
        answered("explain", "u = x*2 # \u202e2*x = u", "--at", "1", says="u"),
    ],
    "invisible characters": [
        refused("show", "x\u200by", says="U+200B, ZERO WIDTH SPACE"),
        refused("jacobian", "x\u034fy", says="U+034F, COMBINING GRAPHEME JOINER"),
        refused("vjp", "x", "--at", "x\u200d=1", says="U+200D"),
        refused("grad", "\u3164", says="U+3164, HANGUL FILLER"),
        refused("check", "x\ufe0f", says="U+FE0F"),
        refused("init", "x\U000e0041", says="U+E0041", after=empty),
        refused("explain", "x", "--only", "\u200b", says="no section \\u200b"),
    ],
    "combining marks": [
        refused("show", "\u0301x", says="U+0301"),
        answered("jacobian", "x" + "\u0301" * 1000, says="J"),
        answered("vjp", "e\u0301 + é", says="2"),
        refused("grad", "é", "--at", "e=1", says="e is no input"),
        refused("check", "x + \u20dd", says="U+20DD"),
    ],
    "control characters": [
        refused("show", "x\0y", says="U+0000 is a control character"),
        refused("jacobian", "x\x07", says="U+0007"),
        refused("vjp", "x", "--at", "x\0=1", says="x\\x00"),
        refused("grad", "-f", "f", says="U+0000", files={"f": b"x\0"}),
        refused("check", "x\x7f", says="U+007F"),
        refused("init", "x\x08\x08y", says="U+0008", after=empty),
        refused("functions", "\x1a", says="\\x1a"),
    ],
    "terminal sequences": [
        refused("show", "x\x1b[31m", says="U+001B"),
        refused("jacobian", "\x1b]8;;http://e/\x07x\x1b]8;;\x07", says="U+001B"),
        refused("vjp", "x", "--w", "\x9b31m1", says="U+009B"),
        refused("grad", "-f", "\x1b[2J", says="no file \\x1b[2J"),
        refused("check", "x", "--\x1b[31m", says="no option --\\x1b[31m"),
        refused("functions", "\x1b]0;title\x07", says="\\x1b]0;title\\x07"),
        answered("explain", "u = x*2 # \x1b[2J", "--at", "1", says="u"),
    ],
    "markup of rich": [
        refused("show", "[red]x[/red]", says="[red]"),
        answered("jacobian", "[bold]", says="bold"),
        refused("vjp", "[link=http://x]x[/link]", says="= assigns"),
        refused("grad", "-f", ":smile:.txt", says=":smile:.txt"),
        refused("check", "x", "--of", "[blink]", says="nothing is called [blink]"),
        refused("functions", "[u]sin[/u]", says="[u]sin[/u]"),
    ],
    "ends of lines": [
        answered("show", "-f", "f", says="b", files={"f": b"\xef\xbb\xbfa = x\r\nb = a\r\n"}),
        answered("jacobian", "a = x\rb = a", says="b"),
        refused("vjp", "x\u2028y", says="U+2028"),
        refused("grad", "x\x85y", says="U+0085"),
        refused("check", "x\ty", says="no operator between x and y"),
        refused("init", "x\ufeff", says="U+FEFF", after=empty),
    ],
    "bytes that are not UTF-8": [
        refused("show", "x\udcff", says="the byte 0xff", process=True),
        refused("jacobian", "-f", "f", says="byte 0x80 at offset 1", files={"f": b"x\x80"}),
        refused("vjp", "x", "--at", "x=\udc80", says="the byte 0x80", process=True),
        refused("grad", "-", says="byte 0xc3 at offset 4", stdin=b"x + \xc3("),
        refused("check", "-f", "f", says="UTF-16", files={"f": "x".encode("utf-16")}),
        refused("init", "\ud800", says="(U+D800) is not UTF-8 text", after=empty),
        refused("functions", "\udcfe", says="\\udcfe", process=True),
    ],
    "names as other formats' code": [
        answered("show", "_cmd, DDE", "--format", "csv", says="value,_cmd,,_cmd"),
        answered("jacobian", "A_B_C*x__y", "--format", "latex", says="columns"),
        answered("vjp", "x*y", "--at", "2,3", "--format", "markdown", says="| x |"),
        answered("grad", "_*constructor", "--format", "json", says='"constructor"'),
        refused("check", "x=cmd|' /C calc'!A0", says="| is no operator"),
    ],
    # ── files ─────────────────────────────────────────────────────────────────────────────────────────────
    "names of files": [
        refused("show", "-f", "new\nline", says="no file new\\nline"),
        answered("jacobian", "-f", "\u202ef", "--format", "json", says="\\u202ef", files={"\u202ef": b"x"}),
        refused("vjp", "x", "--at", "@\x1b[31m.json", says="no file \\x1b[31m.json"),
        refused("grad", "-f", "a\0b", says="embedded null byte"),
        refused("check", "-f", "x" * 100_000, says="…"),
        refused("init", "-f", "%s{0}{x}", says="no file %s{0}{x}", after=empty),
        answered("functions", "sin", "--output", "=cmd()", says="", after=lambda folder: (folder / "=cmd()").exists()),
    ],
    "programs that are no files": [
        refused("show", "-f", ".", says=". is a folder"),
        limited("jacobian", "-f", "/dev/zero", says="longer than"),
        limited("vjp", "-f", "pipe", "--timeout", "0.3", says="--timeout", made=fifo),
        refused("grad", "-f", "loop", says="loop", made=loop),
        limited("check", "-f", "sparse", says="longer than", made=sparse),
        refused("init", "-f", "/proc/self/mem", says="/proc/self/mem cannot be read", after=empty),
    ],
    "programs in the wrong place": [
        refused("show", "-f", "", says="the path of a file is empty"),
        refused("jacobian", "-f", "http://localhost/x", says="no file http://localhost/x"),
        refused("vjp", "-f", "~root/.ssh/id_rsa", says="no file ~root"),
        refused("grad", "-f", "/dev/null", says="is empty"),
        refused("check", "-f", "f/below", says="no file f/below", files={"f": b"x"}),
        refused("init", "-f", "nowhere", says="no file nowhere", after=empty),
    ],
    "standard input": [
        refused("show", "-", says="standard input is empty"),
        limited("jacobian", "-", says="longer than", stdin=b"x" * 5_000_000),
        refused("vjp", "-", "-", says="can be read once", stdin=b"x"),
        refused("grad", "-f", "-", "-", says="can be read once", stdin=b"x"),
        refused("check", "-", says="U+001B", stdin=b"x\x1b[2J"),
        refused("init", "-", says="begin with __", stdin=b"__import__('os')", after=empty),
    ],
    ".npy files": [
        refused("show", "x", "--at", "@x.npy", says="holds object", files={"x.npy": npy(array("(1,)", "|O"), PICKLED)}),
        refused("jacobian", "x", "--at", "@x.npy", says="header cannot", files={"x.npy": npy("__import__('os')")}),
        limited("vjp", "x", "--at", "@x.npy", says="--max-elements", files={"x.npy": npy(array("(10000000000,)"))}),
        refused("grad", "x", "--at", "@folder.npy", says="is a folder", made=folders),
        refused(
            "check", "x", "--at", "@x.npy", says="header cannot", files={"x.npy": b"\x93NUMPY\x02\0\xff\xff\xff\x7f{"}
        ),
        refused("init", "x", "--at", "@x.npy", says="header cannot", files={"x.npy": PICKLED}),
    ],
    "numbers past every exponent in files": [
        limited(
            "show", "x", "--at", "@p.json", says="--max-digits", files={"p.json": b'{"x": 1e99999999999999999999}'}
        ),
        limited(
            "jacobian", "x", "--at", "@p.toml", says="--max-digits", files={"p.toml": b"x = -1e-9999999999999999999"}
        ),
        limited(
            "vjp", "-f", "p.toml", says="--max-digits", files={"p.toml": b"program = 'x'\nat = 0e99999999999999999999"}
        ),
        limited("grad", "-f", "p.toml", says="100000 digits", files={"p.toml": longest(b"at = {x = %s}")}),
        limited("check", "-f", "p.toml", says="100000 digits", files={"p.toml": longest(b"shape = {x = [%s]}")}),
        limited("explain", "-f", "p.toml", says="more than 1000", files={"p.toml": longest(b"repeat = %s\nat = 1")}),
    ],
    "keys and values without end": [
        refused("show", "x", "--at", "@p.toml", says="joined by dots", files={"p.toml": b"a." * 35_000 + b"a = 1"}),
        refused("jacobian", says="joined by dots", files={"jacli.toml": b"[" + b"a." * 35_000 + b"a]"}),
        limited("vjp", "x", "--at", "@p.csv", says="--max-elements", made=endless_rows),
        limited("grad", "x", "--at", "@p.json", says="--max-elements", made=endless_lists),
        limited("check", "-f", "p.toml", says="several runs", made=endless_weights),
    ],
    "archives and other kinds": [
        refused("show", "x", "--at", "@bomb.npz", says="files that end in", files={"bomb.npz": BOMB}),
        refused("jacobian", "x", "--at", "@x.pkl", says="files that end in", files={"x.pkl": PICKLED}),
        refused("vjp", "x", "--at", "1", "--w", "@bomb.npy", says="header cannot", files={"bomb.npy": BOMB}),
        refused("grad", "x", "--at", "@/etc/passwd", says="files that end in"),
        refused("check", "x", "--at", "@x.csv", says="0x8b at offset 1", files={"x.csv": b"\x1f\x8b\x08" + bytes(20)}),
        refused("init", "-f", "bomb.npz", says="bomb.npz", files={"bomb.npz": BOMB}),
    ],
    ".json files": [
        refused("show", "x", "--at", "@x.json", says="nested too deep", files={"x.json": b"[" * 100_000}),
        refused("jacobian", "x", "--at", "@x.json", says="x is given twice", files={"x.json": b'{"x":1,"x":2}'}),
        limited("vjp", "x", "--at", "@x.json", says="100000 digits", files={"x.json": b"9" * 100_001}),
        limited("grad", "x", "--at", "@zero.json", says="longer than", made=link_to_zero),
        refused("check", "x", "--at", "@x.json", says="NoneType", files={"x.json": b'{"x":null}'}),
        refused("init", "x", "--at", "@x.json", says="\\x1b[31m is no input", files={"x.json": b'{"\\u001b[31m":1}'}),
    ],
    ".csv files": [
        refused("show", "x", "--at", "@x.csv", says="= stands where", files={"x.csv": b"=cmd|' /C calc'!A0\n1"}),
        refused("jacobian", "x", "--at", "@x.csv", says="unexpected end", files={"x.csv": b'"1'}),
        refused("vjp", "x", "--at", "@x.csv", says="U+0000", files={"x.csv": b"1\0"}),
        refused("grad", "x", "--at", "@x.csv", says="@ stands where", files={"x.csv": b"x\n@/etc/x.csv"}),
        refused("check", "x", "--at", "@x.csv", says="cells, the first line has", files={"x.csv": b"1,2\n3"}),
    ],
    "points in .toml files": [
        refused("show", "x", "--at", "@x.toml", says="made of date", files={"x.toml": b"x=1979-05-27"}),
        refused("jacobian", "x", "--at", "@x.toml", says="nan is not", files={"x.toml": b"x=nan"}),
        limited("vjp", "x", "--at", "@x.toml", says="100000 digits", files={"x.toml": b"x=" + b"9" * 100_001}),
        refused("grad", "x", "--at", "@x.toml", says="nested too deep", files={"x.toml": b"x=" + b"[" * 5_000}),
        refused("check", "x", "--at", "@x.toml", says="made of dict", files={"x.toml": b"[x]\ny=1"}),
    ],
    "problem files": [
        refused("show", "-f", "p.toml", says="not int", files={"p.toml": b"program = 1"}),
        refused("jacobian", "-f", "p.toml", says="no key against", files={"p.toml": b"program='x'\nagainst='m:f'"}),
        refused("vjp", "-f", "p.toml", says="not bool", files={"p.toml": b"program='x'\nat=true"}),
        refused("grad", "-f", "p.toml", says="not list", files={"p.toml": b"program='x'\nshape={x=[1,2.5]}"}),
        refused("check", "-f", "p.toml", says="begin with __", files={"p.toml": b"program='__import__(1)'"}),
        refused("init", "-f", "p.toml", says="is missing or empty", files={"p.toml": b"at='1'"}),
    ],
    "jacli.toml in the folder": [
        refused("show", says="jacli.toml is empty", files={"jacli.toml": b""}),
        refused("jacobian", says="no valid TOML", files={"jacli.toml": b"\x7fELF"}),
        refused("vjp", says="no key output", files={"jacli.toml": b"program='x'\noutput='/tmp/x'"}),
        refused("grad", says="U+001B", files={"jacli.toml": b'program="\\u001b[31m"'}),
        refused("check", says="is a folder", made=project_folder),
        refused("init", "x", says="--force", files=OLD, after=unchanged("jacli.toml", b"old")),
    ],
    "files to write": [
        refused("show", "x", "--output", "f", says="--force", files={"f": b"old"}, after=unchanged("f", b"old")),
        refused("jacobian", "x", "--output", ".", "--force", says="is a folder", after=empty),
        refused("vjp", "x", "--output", "/dev/full", says="No space left"),
        refused("grad", "x", "--output", "nowhere/f", says="cannot be written", after=empty),
        refused("check", "x", "--at", "1", "--output", "/proc/x", says="cannot be written", after=empty),
        refused("graph", "x", "--output", "pipe", says="nobody reads the pipe", made=fifo),
        refused("functions", "--output", "link", says="cannot be written", made=dangling),
        refused("init", "$", "--force", says="U+0024", files=OLD, after=unchanged("jacli.toml", b"old")),
    ],
    "pictures": [
        refused("show", "x", "--picture", "f.svg", says="--force", files=PICTURE, after=unchanged("f.svg", b"old")),
        limited("jacobian", "ones(300,300)@x", *WIDE, says="a picture of 6000 lines", after=empty),
        refused("graph", "x", "--picture", "f.exe", says="not .exe", after=empty),
        refused("vjp", "x", "--picture", "", says="a picture is", after=empty),
        refused("grad", "x", "--picture", "nowhere/f.svg", says="cannot be written", after=empty),
        answered("check", "x", "--at", "1", "--picture", "\x1b[2J.svg", says="wrote \\x1b[2J.svg"),
        refused("explain", "x", "--picture", "f\0.html", says="embedded null byte", after=empty),
    ],
    "memory": [
        limited("show", "sin(A @ A)", "--sparse", "--shape", "A=60x60", *SCARCE, says="--max-memory"),
        refused("jacobian", "x", says="JACLI_MAX_MEMORY takes", environment={"JACLI_MAX_MEMORY": "all"}),
        refused("grad", "x", "--max-memory", "1", says="256M or more"),
        refused("check", "x", "--max-memory", "-1M", says="a number of bytes"),
    ],
    # ── the command line ──────────────────────────────────────────────────────────────────────────────────
    "options that are none": [
        refused("show", "x", "--at", says="--at needs a value"),
        refused("jacobian", "x", "--__class__", says="no option --__class__"),
        refused("vjp", "x", "---at", "1", says="no option ---at"),
        refused("grad", "x", "--w", "1", says="grad has no option --w"),
        refused("check", "x", "--exact=1", says="check has no option --exact"),
        refused("init", "x", "--output", "f", says="init has no option --output", after=empty),
        refused("functions", "--at", "1", says="functions has no option --at"),
        refused("--at", "1", says="which operation"),
        refused("explain", "x", "--shape", says="--shape needs a value"),
    ],
    "expressions like options": [
        answered("show", "-sqrt(x)", "--at", "4", says="-2"),
        answered("jacobian", "-x*q", "--at", "2,3", says="q"),
        answered("vjp", "-f*x", "--at", "2,3", says="f"),
        answered("grad", "-q", "--", "-q", says="-1"),
        answered("check", "-help", "--at", "1", says="help"),
        refused("functions", "-sin", says="no function -sin"),
        refused("-x", says="no operation -x"),
    ],
    "values like options": [
        refused("show", "x", "--at", "--exact", says="looks like an option"),
        refused("jacobian", "x", "--at=--1", says="looks like an option"),
        refused("vjp", "x", "--at", "--w", "1", says="looks like an option"),
        answered("grad", "x", "--at=-1", says="-1"),
        refused("check", "x", "--at", "--", says="--at needs a value"),
        refused("init", "x", "--at", "-q", says="--at needs a value", after=empty),
    ],
    "repeated options": [
        refused("show", "x", "--at", "x=1", "--at", "x=2", says="x is given twice"),
        answered("jacobian", "x", "--format", "json", "--format", "csv", says=",x"),
        answered("vjp", "x", "--at", "1", *["--w", "1"] * 100, says="100"),
        refused("grad", "x", "--shape", "x=3", "--shape", "x=4", says="x is listed twice"),
        answered("check", "x", *["-q"] * 500, "--at", "1", says=""),
        refused("init", "x", "--vars", "x", "--vars", "x", says="x is listed twice", after=empty),
    ],
    "empty texts": [
        refused("show", "", says="so no output"),
        refused("jacobian", "x", "--at", "", says="there is no value"),
        refused("vjp", "x", "--w", "", says="there is no value"),
        refused("grad", "x", "--vars", "", says="no name between the commas"),
        refused("check", "x", "--expect", "", says="expect"),
        refused("init", "", "", says="so no output", after=empty),
        refused("functions", "", says="there is no function"),
        refused("", says="there is no operation"),
        refused("explain", "x", "--only", "", says="there is no section"),
    ],
    "five thousand arguments": [
        refused("show", *["x"] * 5_000, "$", says="expression 5001, column 1"),
        limited("jacobian", *["x"] * 5_000, "--max-entries", "4000", says="--sparse"),
        refused("vjp", *["x"] * 5_000, says="there are 5000 outputs"),
        answered("grad", *["x"] * 5_000, "--at", "1", says="5000"),
        refused("check", "x*y", *["--at", "1"] * 2_500, says="too many values"),
        refused("functions", *["sin"] * 5_000, "sine", says="no function sine"),
    ],
    "arguments of 100 kB": [
        refused("show", "x" * 100_000 + "$", says="column 100001", process=True),
        refused("jacobian", "x", "--format", "y" * 100_000, says="…", process=True),
        refused("vjp", "x", "--" + "z" * 100_000, says="…", process=True),
        refused("grad", "x", "--of", "o" * 100_000, says="nothing is called ooo", process=True),
        refused("check", "x", "--at", "1" + ",1" * 50_000, says="too many values", process=True),
        refused("functions", "s" * 100_000, says="no function sss", process=True),
        refused("o" * 100_000, says="no operation ooo"),
    ],
    "values and names at odds": [
        refused("show", "x", "--at", "x=1,2", says="type x=[1,2]"),
        refused("jacobian", "x", "--at", "=1", says="has no name before its ="),
        refused("vjp", "x", "--at", "x=y", says="y is a name, but a value"),
        refused("grad", "x", "--at", "x.y=1", says="x.y is no input"),
        refused("check", "x*y", "--at", "x=1,x=2", says="x is given twice"),
        refused("init", "x", "--at", "1,,2", says="there is no value", after=empty),
    ],
    "weights": [
        refused("show", "x, y", "--at", "1,2", "--w", "1,2,3", says="2 needed"),
        refused("jacobian", "x", "--w", "1", says="jacobian has no option --w"),
        refused("vjp", "x, y", "--at", "1,2", "--w", "[[1,2]]", says="--w"),
        refused("grad", "x", "--wrt", "__w", says="no input"),
        refused("check", "x, y", "--at", "1,2", "--w", "z=1", says="no z for --w"),
        refused("init", "x", "--w", "10**10**10,1", says="--w", after=empty),
    ],
    "limits that are none": [
        refused("show", "x", "--digits", "9" * 5_000, says="takes a whole number"),
        refused("jacobian", "x", "--timeout", "1e400", says="takes a number of seconds"),
        refused("vjp", "x", "--max-nodes", "-1", says="takes a whole number"),
        refused("grad", "x", "--max-source", "0x10", says="not 0x10"),
        refused("check", "x", "--timeout", "\x1b", says="not \\x1b"),
    ],
    "code of one's own": [
        refused("show", "x", "--against", "os:system", says="show has no option --against"),
        refused("check", "x", "--at", "1", "--against", "m:f", says="SystemExit", files={"m.py": b"raise SystemExit"}),
        refused("jacobian", "x", "--expect", "[1]", says="jacobian has no option --expect"),
    ],
    "environment": [
        refused("show", "x", says="JACLI_FORMAT cannot be \\x1b[31m", environment={"JACLI_FORMAT": "\x1b[31m"}),
        answered("jacobian", "x", says="x", environment={"COLUMNS": "-1", "LINES": "abc", "TERM": "\x1b"}),
        answered("vjp", "x", says="x", environment={"COLUMNS": "0", "NO_COLOR": "\x1b", "CLICOLOR_FORCE": "1"}),
        answered("grad", "x", says="x", environment={"LC_ALL": "xx_YY.nonsense", "HOME": "/nowhere"}, process=True),
        answered("check", "x", "--at", "1", says="x", environment={"COLUMNS": "9" * 400, "JACLI_LANG": "\x1b"}),
        answered("functions", "sin", says="sin", environment={"PYTHONIOENCODING": "ascii"}, process=True),
        refused("explain", "x", says="JACLI_TIMEOUT takes", environment={"JACLI_TIMEOUT": "\x1b"}),
    ],
}

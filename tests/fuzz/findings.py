"""What fuzzing has found, each input as small as it could be made: none of them may go wrong again.

A row is the case as `fuzz.cases` writes it, and what went wrong. Put a new one here with what mends it.
"""

from __future__ import annotations

FINDINGS: dict[str, bytes] = {
    "more digits than any memory holds": b"grad\n|log(1 + x)/x\n|--at\n|1e-200\n|--digits\n|900719925474099330",
    "the whole part of a number too large to be written, beside another term": (
        b"show\n|9**9**9//9 * x\n|x\n|--at\n|1"
    ),
    "a claim that differs by more than any float": b"check\n|(1e300/x)**2\n|--at\n|2\n|--expect\n|[[3]]",
    "an exponent that hundreds of digits tell from 1": b"vjp\n|x**(0.5**1e-200)\n|--at\n|1e-200",
    "an exponent beyond every float, in a slope": b"explain\n|sqrt10**10**10310**10310**103",
    "a condition among the numbers of an array": b"check\n|3*(a + 3)**2\n|--at\n|a=[2,logical_not(3)]\n|--w\n|1,1",
    "the norm of nothing, exactly": b"grad\n|norm(x[1:])\n|--at\n|x=[0]",
    "stretched to a negative length": b"explain\n|broadcast_to(y, -1)\n|x\n|--at\n|x=1,y=1",
    "the norm of nothing along an axis": b"grad\n|norm(zeros(0, 2)*x, axis=0)\n|--at\n|0\n|--digits\n|20",
    "a number that a few bits cannot tell from a division by zero": (
        b"show\n|1/cos(1e300*x)/x**2\n|--at\n|1e-8\n|--numeric"
    ),
    "filled with an array that does not fit": b"jacobian\n|full_like(x, b)\n|--shape\n|b=2",
    "a point whose bounds tell less than the exact number": (
        b"jacobian\n|r*cos(1/3/t)\n|--at\n|2,std(pi)/3\n|--numeric"
    ),
    "a tensor of another shape than --shape says": (
        b"jacobian\n|--shape\n|x=4\n|x=torch.tensor([2.],requires_grad=True)\ny=x\ny.sum()"
    ),
    "the rest of a division by what may be 0": b"grad\n|(1%exp(1/x))\n|--at\n|((0))",
    "a new axis among the names of PyTorch": b"graph\n|b = a[None] + 3\n|--at\n|a=[2,3]\n|--numeric",
    "an exponent whose size itself has no end": b"vjp\n|2*x1 + x2**3**3**3**3**3\n|--at\n|1,2",
    "a proof that asks for all memory": b"grad\n|gamma(1e300)*x + 2**expit(2**40)\n|--at\n|1e400\n|--numeric",
    "a check beside a number that is too large to be computed": b"check\n|x*x + y\n|--at\n|1,210**10**10",
    "the order of a constant that divides by zero": b"grad\n|10/(3/(0**10))**10**10 * x**10 * x\n|--at\n|1",
    "a condition whose size is asked for": b"vjp\n|x*norm_inf(x > 2)\n|--at\n|x=ones(2,2)\n|--numeric",
    "the steps of a program without elements": b"explain\n|y = sgn(x**7),x\n|--at\n|x=ones(0,2)",
    "a product of no elements, step by step": b"explain\n|prod(2*x)*y\n|--at\n|x=ones(0),y=2",
    "a weight that divides a number beyond every float by zero": b"check\n|--w\n|1e300**7/3/0,8,0.1\n|-q",
    "a check beside a weight that is too large to be computed": (
        b"check\n|x*y\n|--at\n|2,3\n|--w\n|9**9**9**9\n|--expect\n|[3,2]"
    ),
    "a condition compared with what only digits decide": b"vjp\n|((x > 0) <= sin(10**1000000*x))*x\n|--at\n|2",
    "a formula with the exponential of a number too long to be written": (
        b"vjp\n|floor(exp(10**10**6)*0)*x\n|--at\n|2\n|--digits\n|20"
    ),
    "gamma of a number too long to be written, times 0": b"vjp\n|gamma(10**10**6)*0*x",
    "factors of a number too long to be written": b"vjp\n|norm([10**10**6, x, 1])\n|--simplify",
    "the order of terms, one of them beyond every size": b"vjp\n|x**(1 - sin(9**9**9) + pi)\n|--simplify",
    "an inverse function of a huge turn": b"jacobian\n|x*asin(sin(1e200))",
    "a weight of thousands of digits": b"check\n|x*y\n|--at\n|1,2\n|--w\n|1e5000",
    "an array of a number of thousands of digits": b"jacobian\n|x*linspace(0,1e5000,3)\n|--at\n|1",
    "a step beside an input of thousands of zeros": b"check\n|x*y\n|--at\n|1e-5000,2",
    "a condition among distances that only digits decide": b"check\n|(y>e)**x\n|--at\n|x=1,y=1e-1500",
    "an array beyond every float in a script": b"jacobian\n|x*full(2,1e400)\n|--at\n|1\n|--as\n|torch",
    "a point of thousands of digits in a file": b"show\n|x*y\n|--at\n|@p.csv\n|<p.csv\n1e5000,2",
    "a shape of thousands of digits": b"show\n|full((1e5000,), 2)*x",
    "an order of thousands of digits": b"show\n|norm(x, 1e5000)\n|--at\n|x=[1,2]",
    "a number at the edge of all exponents": b"explain\n|x**-1e9\n|--at\n|2",
    "the order of terms, one of them a tower of powers": b"grad\n|9**max(0, 9)**9**(1/3+9) * x\n|--at\n|2",
    "the sign of a turn by a tower of exponentials": b"vjp\n|x/(1 - sin(exp(exp(20))))",
    "the whole part of a number of a billion bits": b"jacobian\n|4**9**9<9 + x\n|--at\n|1",
    "empty lists without end": b"check\n|abs(x)\n|--at\n|rand(1e300, 0)\n|--expect\n|1\n|-q",
    "a check that a limit left undone": b"check\n|x**(1e300**2) if x * 0 else -x\n|--at\n|3\n|-q",
    "an input that its bounds tell nothing of": b"show\n|gamma(7*x)\n|--at\n|-1/(((0.1**0.1)**1e300)**2)\n|--exact",
    "a value of an option that takes none": b"--version= = a\n|x\n|--format\n|json",
    "an explanation of several calls of which one counts": (
        b"explain\n|x=torch.tensor([2.],requires_grad=True)\ny.sum().backward()\n"
        b"x=torch.tensor([t],requires_grad=True)\ny.sum().backward()"
    ),
}

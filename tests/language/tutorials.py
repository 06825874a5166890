"""Short programs in the style of tutorials on backward(), with the numbers that PyTorch 2.13 leaves in .grad.

`peers/test_pasted.py` runs the same texts in PyTorch itself. Numbers are those of doubles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tutorial:
    """A program and, by input, what its calls leave in `.grad`."""

    name: str
    text: str
    grads: Mapping[str, Any]


TUTORIALS = [
    Tutorial(
        "mean of a square",
        """\
import torch as t
from torch.autograd import Variable

x = Variable(t.ones(2, 2), requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
print(x.grad)
""",
        {"x": [[4.5, 4.5], [4.5, 4.5]]},
    ),
    Tutorial(
        "weights multiply the rows",
        """\
import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = torch.randn(3)  # overwritten below
y[0] = x[0]**3 + 2*x[1]**2 + 3*x[2]
y[1] = 3*x[0] + 2*x[1]**2 + x[2]**3
y[2] = 2*x[0] + x[1]**3 + 3*x[2]**2
v = torch.tensor([3, 2, 1], dtype=torch.float)
y.backward(v)
print(x.grad)
""",
        {"x": [17.0, 52.0, 81.0]},
    ),
    Tutorial(
        "ones_like",
        """\
import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x**2 + 4*x
y.backward(torch.ones_like(y))
print(x.grad)
""",
        {"x": [6.0, 8.0, 10.0]},
    ),
    Tutorial(
        "sum and then backward",
        """\
import torch as t
x = t.tensor([[1., 2.], [3., 4.]], requires_grad=True)
z = x.pow(2) + 2*x
z.sum().backward()
print('gradient:', x.grad)
""",
        {"x": [[4.0, 6.0], [8.0, 10.0]]},
    ),
    Tutorial(
        "old spellings, row vector times matrix",
        """\
import torch as t
x = t.FloatTensor([[2, 1]]).requires_grad_()
y = t.FloatTensor([[1, 2], [3, 4]]).requires_grad_()
z = t.mm(x.view(1, 2), y)
z.backward(t.FloatTensor([[1, 0]]), retain_graph=True)
print(x.grad)
print(y.grad)
""",
        {"x": [[1.0, 3.0]], "y": [[2.0, 0.0], [1.0, 0.0]]},
    ),
    Tutorial(
        "one-hot weights, set to zero between",
        """\
import torch
from torch.autograd import Variable

m = Variable(torch.FloatTensor([[2, 3]]), requires_grad=True)
j = torch.zeros(2, 2)
k = Variable(torch.zeros(1, 2))
k[0, 0] = m[0, 0] ** 2 + 3 * m[0, 1]
k[0, 1] = m[0, 1] ** 2 + 2 * m[0, 0]
k.backward(torch.FloatTensor([[1, 0]]), retain_graph=True)
j[:, 0] = m.grad.data
m.grad.data.zero_()
k.backward(torch.FloatTensor([[0, 1]]))
j[:, 1] = m.grad.data
print(j)
""",
        {"m": [[2.0, 6.0]]},
    ),
    Tutorial(
        "one-hot weights, forgotten zero_",
        """\
import torch
m = torch.tensor([[2., 3.]], requires_grad=True)
k = torch.zeros(1, 2)
k[0, 0] = m[0, 0]**2 + 3*m[0, 1]
k[0, 1] = m[0, 1]**2 + 2*m[0, 0]
k.backward(torch.tensor([[1., 0.]]), retain_graph=True)
k.backward(torch.tensor([[0., 1.]]))
print(m.grad)
""",
        {"m": [[6.0, 9.0]]},
    ),
    Tutorial(
        "the same call three times",
        """\
import torch
x = torch.tensor(3.0, requires_grad=True)
y = x**2 + 2*x + 1
for i in range(3):
    y.backward(retain_graph=True)
print(x.grad)
""",
        {"x": 24.0},
    ),
    Tutorial(
        "two losses accumulate",
        """\
import torch
w = torch.tensor([1.0, -2.0], requires_grad=True)
a = (w * torch.tensor([3.0, 4.0])).sum()
b = (w ** 3).sum()
a.backward()
b.backward()
print(w.grad)
""",
        {"w": [6.0, 16.0]},
    ),
    Tutorial(
        "matrix weights",
        """\
import torch
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
y = 3*x
y.backward(gradient=torch.tensor([[1.0, 0.1], [0.01, 0.001]]))
print(x.grad)
""",
        {"x": [[3.0, 0.30000000000000004], [0.03, 0.003]]},
    ),
    Tutorial(
        "a function with a loop",
        """\
import torch

def power_sum(x: torch.Tensor, n: int = 3) -> torch.Tensor:
    \"\"\"x + x**2 + … + x**n.\"\"\"
    total = x * 0
    for k in range(1, n + 1):
        total = total + x**k
    return total

x = torch.tensor([0.5, 2.0], requires_grad=True)
y = power_sum(x)
y.backward(torch.tensor([1.0, 2.0]))
print(x.grad)
""",
        {"x": [2.75, 34.0]},
    ),
    Tutorial(
        "y doubles in a loop",
        """\
import torch
torch.manual_seed(0)
x = torch.tensor([0.5, 1.5, -1.0], requires_grad=True)
y = x * 2
for _ in range(5):
    y = y * 2
v = torch.tensor([0.1, 1.0, 0.0001], dtype=torch.float64)
y.backward(v.to(torch.float32))
print(x.grad)
""",
        {"x": [6.4, 64.0, 0.0064]},
    ),
    Tutorial(
        "in place additions",
        """\
import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
s = torch.zeros(1)
for i in range(len(x)):
    s += x[i]**2 * (i + 1)
s *= 2
s.backward()
print(x.grad)
""",
        {"x": [4.0, 16.0, 36.0]},
    ),
    Tutorial(
        "detach stops the gradient",
        """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x**2
z = y.detach() * x + y.data
z.backward()
print(x.grad)
""",
        {"x": 4.0},
    ),
    Tutorial(
        "no_grad",
        """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    c = x * 10
y = (c * x).sum()
y.backward()
print(x.grad)
""",
        {"x": [10.0, 20.0]},
    ),
    Tutorial(
        "a constant beside a leaf",
        """\
import torch
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.])
Q = 3*a**3 - b**2
Q.backward(gradient=torch.tensor([1., 1.]))
print(9*a.detach()**2)
""",
        {"a": [36.0, 81.0]},
    ),
    Tutorial(
        "two leaves",
        """\
import torch
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2
external_grad = torch.tensor([1., 1.])
Q.backward(gradient=external_grad)
print(9*a**2 == a.grad)
print(-2*b == b.grad)
""",
        {"a": [36.0, 81.0], "b": [-12.0, -8.0]},
    ),
    Tutorial(
        "a linear layer and its loss",
        """\
import torch
x = torch.ones(5)  # input tensor
y = torch.zeros(3)  # expected output
w = torch.full((5, 3), 0.25, requires_grad=True)
b = torch.tensor([0.1, -0.2, 0.3], requires_grad=True)
z = torch.matmul(x, w)+b
loss = ((z - y)**2).mean()
print(f"Gradient function for z = {z.grad_fn}")
loss.backward()
print(w.grad)
print(b.grad)
""",
        {
            "w": [
                [0.9, 0.7, 1.0333333333333332],
                [0.9, 0.7, 1.0333333333333332],
                [0.9, 0.7, 1.0333333333333332],
                [0.9, 0.7, 1.0333333333333332],
                [0.9, 0.7, 1.0333333333333332],
            ],
            "b": [0.9, 0.7, 1.0333333333333332],
        },
    ),
    Tutorial(
        "two layers by hand",
        """\
import torch
W = torch.tensor([[1., -1.], [0.5, 2.]], requires_grad=True)
v = torch.tensor([2., 3.], requires_grad=True)
x = torch.tensor([1., 2.])
h = torch.tanh(W.mv(x))
out = v.dot(h)
loss = 0.5 * (out - 1)**2
loss.backward()
""",
        {
            "W": [[0.39987547888795244, 0.7997509577759049], [0.0007048484397761946, 0.0014096968795523893]],
            "v": [-0.36257313561189525, 0.4759538313950553],
        },
    ),
    Tutorial(
        "requires_grad switched on later",
        """\
import torch
x = torch.tensor([1., 2.])
print(x.requires_grad)
x.requires_grad = True
y = torch.exp(x).sum(); y.backward()
""",
        {"x": [2.718281828459045, 7.38905609893065]},
    ),
    Tutorial(
        "requires_grad_ as a statement",
        """\
import torch
A = torch.arange(1., 5.).reshape(2, 2)
A.requires_grad_(True)
s = torch.det(A) * torch.trace(A @ A.t())
s.backward()
""",
        {"A": [[116.0, -98.0], [-72.0, 14.0]]},
    ),
    Tutorial(
        "torch.autograd.backward of two outputs",
        """\
import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
z = x.sum()
torch.autograd.backward([y, z], [torch.tensor([1., 3.]), torch.tensor(10.)])
""",
        {"x": [12.0, 22.0]},
    ),
    Tutorial(
        "a session with prompts",
        """\
>>> import torch
>>> x = torch.tensor([[1., -1.], [1., 1.]], requires_grad=True)
>>> out = x.pow(2).sum()
>>> out.backward()
>>> x.grad
""",
        {"x": [[2.0, -2.0], [2.0, 2.0]]},
    ),
    Tutorial(
        "a notebook",
        """\
In [1]: import torch
In [2]: def f(a, b):
   ...:     c = a * b
   ...:     return c + a.sin()
   ...:
In [3]: a = torch.tensor(1.5, requires_grad=True); b = torch.tensor(-2., requires_grad=True)
In [4]: f(a, b=b).backward()
In [5]: print(a.grad, b.grad)
""",
        {"a": -1.9292627983322972, "b": 1.5},
    ),
    Tutorial(
        "continued lines and tabs",
        """\
import torch
x = torch.tensor([
    1.0,
    4.0,  # a comment (with a bracket
], requires_grad=True)
def g(t):
\tr = torch.sqrt(t) \\
\t    + t
\treturn r

y = g(x) \\
    * 2
y.backward(torch.tensor(
    [1.0,
     0.5]))
""",
        {"x": [3.0, 1.25]},
    ),
    Tutorial(
        "a tensor created again",
        """\
import torch
x = torch.tensor([2.0], requires_grad=True)
y = x ** 2
y.backward()
print(x.grad)
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x ** 3
y.backward(torch.tensor([1.0, 1.0, 1.0]))
print(x.grad)
""",
        {"x": [3.0, 12.0, 27.0]},
    ),
    Tutorial(
        "weights out of other tensors",
        """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x ** 2
w = y.detach() / 2
y.backward(w)
""",
        {"x": [1.0, 8.0]},
    ),
    Tutorial(
        "nested loops",
        """\
import torch
n = 2
A = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
B = torch.zeros(n, n)
for i in range(n):
    for j in range(n):
        for k in range(n):
            B[i, j] += A[i, k] * A[k, j]
B.backward(torch.tensor([[1., 2.], [3., 4.]]))
""",
        {"A": [[15.0, 25.0], [25.0, 45.0]]},
    ),
    Tutorial(
        "a recurrence over elements",
        """\
import torch
x = torch.tensor(0.25, requires_grad=True)
y = torch.empty(4)
y[0] = x
for i in range(1, 4):
    y[i] = 3.5 * y[i-1].clone() * (1 - y[i-1].clone())
y[3].backward()
""",
        {"x": 3.879528045654297},
    ),
    Tutorial(
        "a lambda",
        """\
import torch
f = lambda u, v: u**2 * torch.sin(v)
x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(2.0, requires_grad=True)
z = f(x, y)
z.backward()
""",
        {"x": 1.8185948536513634, "y": -0.4161468365471424},
    ),
    Tutorial(
        "several values returned",
        """\
import torch
def polar(r, phi):
    return r * torch.cos(phi), r * torch.sin(phi)
r = torch.tensor(2.0, requires_grad=True)
phi = torch.tensor(0.5, requires_grad=True)
x, y = polar(r, phi)
x.backward(retain_graph=True)
y.backward(torch.tensor(10.0))
""",
        {"r": 5.671837947932403, "phi": 16.592800160599047},
    ),
    Tutorial(
        "a norm, views and transposes",
        """\
import torch
x = torch.arange(6.0).view(2, 3).requires_grad_()
y = x.t().reshape(-1)[1:4] * torch.linspace(1, 3, 3)
y.norm().backward()
""",
        {"x": [[0.0, 0.31923475378704885, 0.0], [0.23942606534028665, 2.87311278408344, 0.0]]},
    ),
    Tutorial(
        "softmax and log",
        """\
import torch
import torch.nn.functional as F
logits = torch.tensor([1.0, 2.0, 0.5], requires_grad=True)
loss = -torch.log(F.softmax(logits, dim=0))[1]
loss.backward()
""",
        {"logits": [0.23122389762214907, -0.37146828078823757, 0.14024438316608848]},
    ),
    Tutorial(
        "a parameter and an optimizer's zero_grad",
        """\
import torch
import torch.nn as nn
w = nn.Parameter(torch.tensor([1.0, 2.0]))
optimizer = torch.optim.SGD([w], lr=0.1)
(w ** 2).sum().backward()
optimizer.zero_grad()
loss = (w ** 3).sum()
loss.backward()
""",
        {"w": [3.0, 12.0]},
    ),
    Tutorial(
        "main",
        """\
import torch

def main_loss(x):
    if_positive = torch.relu(x)
    return if_positive.sum() + x.abs().mean()

if __name__ == "__main__":
    x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    main_loss(x).backward()
    print("grad:", x.grad.numpy())
""",
        {"x": [1.3333333333333333, -0.3333333333333333, 1.3333333333333333]},
    ),
    Tutorial(
        "loop over a list",
        """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = 0
for c in [1, -3, 0.5]:
    y = y * x + c
y.backward()
""",
        {"x": 1.0},
    ),
    Tutorial(
        "where in place of if",
        """\
import torch
x = torch.tensor([-1.0, 0.5, 3.0], requires_grad=True)
y = torch.where(x > 0, x**2, torch.exp(x))
y.backward(torch.tensor([1.0, 1.0, 1.0]))
""",
        {"x": [0.36787944117144233, 1.0, 6.0]},
    ),
    Tutorial(
        "several statements on one line",
        """\
import torch; x = torch.tensor([1., 2.], requires_grad=True); y = (x @ x) ** 2; y.backward(); print(x.grad)
""",
        {"x": [20.0, 40.0]},
    ),
    Tutorial(
        "a leaf out of another tensor's value",
        """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 2).detach().requires_grad_()
z = (y * y).sum() + x.sum()
z.backward()
""",
        {"x": [1.0, 1.0], "y": [2.0, 8.0]},
    ),
    Tutorial(
        "a tensor made of tensors is a copy",
        """\
import torch
x = torch.tensor([1.5, 2.5], requires_grad=True)
y = torch.tensor(x)
z = torch.tensor([x[0]*2, x[1]])
(x*y + x*z).sum().backward()
""",
        {"x": [4.5, 5.0]},
    ),
    Tutorial(
        "where as a method",
        """\
import torch
x = torch.tensor([1.3, 2.5, 3.0], requires_grad=True)
x.where(x > 2, torch.tensor(0.)).mul(x).sum().backward()
""",
        {"x": [0.0, 5.0, 6.0]},
    ),
    Tutorial(
        "types that change nothing",
        """\
import torch
x = torch.tensor([1.25, 2.5, 3.0], requires_grad=True)
mask = (x > 2).to(torch.int64)
steps = torch.tensor([1., 2., 3.]).type(torch.long)
names = torch.tensor([4, 5, 6])
names[0] = 7
(x*x*mask*steps + x*names).sum().backward()
g = x.grad.clone()
print(g)
""",
        {"x": [7.0, 15.0, 24.0]},
    ),
]

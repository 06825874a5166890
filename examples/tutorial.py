import torch as t

x = t.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = t.randn(3)
y[0] = x[0] ** 3 + 2 * x[1] ** 2 + 3 * x[2]
y[1] = 3 * x[0] + 2 * x[1] ** 2 + x[2] ** 3
y[2] = 2 * x[0] + x[1] ** 3 + 3 * x[2] ** 2
y.backward(t.tensor([3.0, 2.0, 1.0]))
print(x.grad)

"""Losses and layers of torch over plain tensors, with the gradients that PyTorch 2.13 leaves in `x.grad`, in doubles.

`peers/test_losses.py` runs the same lines in PyTorch itself.
"""

from __future__ import annotations

HEAD = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
x = torch.tensor([[0.5, -2.], [1.5, 3.]], requires_grad=True)
t = torch.tensor([[0., 1.], [2., -1.]])
"""
# The lines after HEAD, which assign y, and `x.grad` after `y.backward()`.
CASES: dict[str, list[list[float]]] = {
    "y = F.mse_loss(x, t)": [[0.25, -1.5], [-0.25, 2.0]],
    "y = F.mse_loss(x, t, reduction='sum')": [[1.0, -6.0], [-1.0, 8.0]],
    "y = F.mse_loss(x, t, reduction='none').sum()": [[1.0, -6.0], [-1.0, 8.0]],
    "y = F.l1_loss(x, t)": [[0.25, -0.25], [-0.25, 0.25]],
    'y = F.l1_loss(input=x, target=t, reduction="sum")': [[1.0, -1.0], [-1.0, 1.0]],
    "y = nn.MSELoss()(x, t)": [[0.25, -1.5], [-0.25, 2.0]],
    "y = nn.MSELoss(reduction='sum')(x, t)": [[1.0, -6.0], [-1.0, 8.0]],
    "criterion = nn.MSELoss()\ny = criterion(F.relu(x), t)": [[0.25, 0.0], [-0.25, 2.0]],
    "loss_fn = torch.nn.L1Loss(reduction='sum')\ny = loss_fn(x, t)": [[1.0, -1.0], [-1.0, 1.0]],
    "y = F.log_softmax(x, dim=1)[0, 1]": [[-0.9241418199787566, 0.9241418199787564], [0.0, 0.0]],
    "y = F.log_softmax(x, 0)[0, 1]": [[0.0, 0.9933071490757152], [0.0, -0.9933071490757153]],
    "y = torch.log_softmax(x, dim=-1)[1, 0]": [[0.0, 0.0], [0.8175744761936437, -0.8175744761936437]],
    "y = nn.ReLU()(x).sum()": [[1.0, 0.0], [1.0, 1.0]],
    "act = nn.Tanh()\ny = act(x).mean()": [
        [0.19661193324148185, 0.017662706213291107],
        [0.04517665973091215, 0.0024665092913600415],
    ],
    "y = F.tanh(x).sum()": [[0.7864477329659274, 0.07065082485316443], [0.1807066389236486, 0.009866037165440166]],
    "y = F.softplus(x).sum()": [[0.6224593312018546, 0.11920292202211755], [0.8175744761936437, 0.9525741268224333]],
    "y = F.softmax(x, dim=1)[0,0]": [[0.07010371654510807, -0.07010371654510818], [0.0, 0.0]],
    "y = F.sigmoid(x).sum()": [[0.2350037122015945, 0.1049935854035065], [0.14914645207033286, 0.045176659730912]],
    "y = nn.Sigmoid()(x).sum()": [[0.2350037122015945, 0.1049935854035065], [0.14914645207033286, 0.045176659730912]],
    "y = nn.GELU()(x).sum()": [[0.8674951246561629, -0.08523180107819692], [1.1274691922299795, 1.011945647204184]],
    "y = nn.SiLU()(x).sum()": [[0.7399611873026519, -0.09078424878489547], [1.041294154299143, 1.0881041060151693]],
    "y = nn.ELU()(x).sum()": [[1.0, 0.1353352832366127], [1.0, 1.0]],
    "y = nn.LeakyReLU()(x).sum()": [[1.0, 0.01], [1.0, 1.0]],
    "y = (x * x.sum().item()).sum()": [[3.0, 3.0], [3.0, 3.0]],
    "y = (x.detach().numpy()[0, 0] * x).sum()": [[0.5, 0.5], [0.5, 0.5]],
    "y = x.log_softmax(1)[0,0]": [[0.07585818002124345, -0.07585818002124355], [0.0, 0.0]],
    "y = nn.Softplus()(x).sum()": [[0.6224593312018546, 0.11920292202211755], [0.8175744761936437, 0.9525741268224333]],
    "y = F.l1_loss(F.relu(x), t) + F.mse_loss(x, t)": [[0.5, -1.5], [-0.5, 2.25]],
}

"""Chinese: explanations."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # before the sections
    "explain-no-weights": "没有给出 --w，因此每个输出都计一次：权重全为 1，与 `{output}.sum().backward()` 相同。PyTo"
    "rch 在这里会拒绝 `{output}.backward()`，报错“`grad can be implicitly created only for scalar outputs`”：梯度是"
    "对标量而言的，w 指明要求的是各输出的哪一个加权和的梯度。",
    "explain-name-taken": "以下的 w 始终指各输出的权重，而不是这个程序中的 {name}。",
    "explain-no-point": "这里只有公式；用 --at 给出输入的值，就会显示数值。",
    # a: steps
    "explain-steps": "逐步看程序",
    "explain-steps-read": "每一行是计算图的一个节点，按计算的先后顺序排列。`grad_fn` 一列是它在 PyTorch 中的名称。",
    "explain-steps-leaves": "反向传播到叶子节点为止，也只有叶子节点的 .grad 会被填写⟨：{names}⟩。",
    "explain-steps-given": "{names} 不在 --wrt 之中，不需要梯度，反向传播到此为止。",
    "explain-steps-detached": "梯度在 {names} 处截断：`detach` 只向前传递数值，不向后传递梯度。",
    "explain-steps-unused": "没有输出依赖于 {names}：这里的梯度为 0，而 PyTorch 让 .grad 保持 `None`。",
    "explain-steps-dead": "已计算但没有任何输出用到，因而略去：{names}。",
    "explain-steps-more": "……还有 {count} 步；--all 显示全部。",
    "explain-column-step": "步骤",
    "explain-column-operation": "运算",
    "explain-column-shape": "形状",
    "explain-column-row": "行",
    "explain-column-entries": "对应的元素",
    "explain-input": "输入",
    "explain-kind-leaf": "叶子节点",
    "explain-kind-given": "无梯度",
    "explain-kind-constant": "常数",
    "explain-kind-detached": "截断梯度",
    "explain-grad-fn-none": "（PyTorch 中没有）",
    "explain-numbers": "{count} 个数",
    # b: rows
    "explain-jacobian": "逐行看雅可比矩阵",
    "explain-rows-one": "只有一个输出，所以 J 只有一行：梯度 ∇{output}。",
    "explain-rows-several": "梯度是对标量而言的。{rows} 个输出各有自己的梯度 ∇，每个梯度是 J 的一行；每个输入是一列"
    "：J 是 {rows}×{columns} 矩阵。",
    "explain-rows-over-steps": "较长的公式中直接使用步骤的值：{names}。",
    "explain-rows-listed": "没有列出的元素，无论输入取何值都是 0。",
    "explain-rows-first": "每一行中并非恒为 0 的前几个元素：",
    "explain-rows-more": "……还有 {count} 行；--all 显示全部。",
    "explain-entries-more": "……还有 {count} 个；--all 显示全部。",
    "explain-no-entries": "没有元素",
    # c: weighted
    "explain-weighted": "wᵀJ：各行的加权和",
    "explain-weighted-given": "每一行乘以它的权重，再把各行相加。`{output}.backward(w)` 把结果写入 .grad 中。",
    "explain-weighted-ones": "权重全为 1 时，就是各行直接相加。`{output}.sum().backward()` 把结果写入 .grad 中。",
    "explain-weighted-scalar": "只有一行，权重为 1：wᵀJ 就是这一行本身。`{output}.backward()` 把它写入 .grad 中。",
    "explain-weighted-entries": "逐个元素来看，把 J 的每一列加权求和：",
    "explain-weighted-undefined": "只要有一项没有有限的值，就不列出求和过程。",
    # d: scalar
    "explain-scalar": "化为一个标量：`{m} = sum({output}*w)`",
    "explain-scalar-one": "{output} 本来就是标量：{m} = {output}，`{output}.backward()` 不需要 w。",
    "explain-scalar-m": "用权重把所有输出合成一个标量 `{m} = sum({output}*w)`，而标量有自己的梯度。",
    "explain-scalar-zero": "权重为 0 的输出对 {m} 没有贡献，略去。",
    "explain-scalar-slopes": "先求 {m} 对各输出的导数：每个导数正是该输出的权重。",
    "explain-scalar-same": "所以从 {m} 出发的反向扫描到达 {output} 时，余切向量就是 w。`{output}.backward(w)` 直接从"
    "这里以同一个 w 开始；此后两者是同一次反向扫描。",
    "explain-scalar-agree": "对 {m} 单独求导，得到的梯度与之逐元素相等。",
    "explain-scalar-differ": "两者在此处不同，因为这里有导数不存在；具体位置见注记。",
    # h: conventions
    "explain-conventions": "约定",
    "explain-rows-columns": "行与列。J[i, j] = ∂yᵢ/∂xⱼ：每个输出一行，每个输入一列，这里是 {rows}×{columns}。"
    "把梯度写成列向量的书给出的是 Jᵀ，即 {columns}×{rows}；`--layout denominator` 也是如此。",
    "explain-grad-shape": "梯度的形状。wᵀJ 是一行，这里长度为 {columns}。PyTorch 把它分给各个输入："
    "每个输入的 .grad 就是 (wᵀJ)ᵀ 中属于它的一段，按它的形状重新排列。",
    "explain-counting": "从 0 还是从 1 数起。元素从 0 数起，逐行排列：{element} 就是书上的 {book}。",
    "explain-counting-names": "从 0 还是从 1 数起。J 的行和列在这里和 PyTorch 中都从 0 数起，书上从 1 数起："
    "J[0, 0] 就是书上的 J₁₁。名字保持输入时的写法。",
    "explain-torch-scalar": "PyTorch 对 w 的要求。{output} 是标量，`{output}.backward()` 会自动取 w = 1。",
    "explain-torch-weights": "PyTorch 对 w 的要求。在 `{output}.backward(w)` 中，w 的形状必须与 {output} 的形状"
    " `{shape}` 完全相同；否则即使个数相同也会被拒绝，报错“`Mismatch in shape`”。这里的 --w 也可以写成一串数。",
    "explain-torch-several": "PyTorch 对 w 的要求。这里有 {count} 个输出⟨：{names}⟩。在 PyTorch 中它们会合成一个张量"
    " `y = torch.stack([…])`，w 的形状必须与它完全相同，即 `torch.Size([{count}])`；否则会被拒绝，"
    "报错“`Mismatch in shape`”。",
    "explain-torch-arrays": "PyTorch 对 w 的要求。这里有 {count} 个输出，各自的 w 必须与该输出的形状完全相同："
    "`torch.autograd.backward([{names}], [w1, …])`；否则会被拒绝，报错“`Mismatch in shape`”。"
    "这里的 --w 可以是依次排列的一串数，也可以每个输出给一项。",
    # requests that cannot be met
    "unknown-section": "没有名为 {name} 的一节⟨；是否指 {suggestion}？⟩（各节：{names}）",
    "format-without-explanation": "解释没有 {name} 格式；可用的格式：{names}",
}

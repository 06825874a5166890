"""Chinese: the reverse sweep, the chain rule, matrices of partials, tensors."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # e: the reverse sweep
    "explain-sweep": "反向扫描：从最后一步到第一步",
    "explain-sweep-nothing": "没有哪个带权重的输出依赖于输入：所有元素都是 0。",
    "explain-sweep-begins": "步骤名上的横线表示它的余切：这一步每增加一个单位，输出的加权和增加多少。"
    "扫描从输出开始，输出的余切就是它们的权重。",
    "explain-sweep-begins-loss": "步骤名上的横线表示它的余切：这一步每增加一个单位，{loss} 增加多少。"
    "扫描从 {loss} 自身开始，值为 1。",
    "explain-sweep-rule": "反向进行时，每一步把自己的余切乘以局部导数，交给它用到的每个步骤。",
    "explain-sweep-rule-arrays": "反向进行时，每一步把自己的余切乘以局部导数，交给它用到的每个步骤。"
    "数组之间的 · 是逐元素相乘，@ 是矩阵乘法。",
    "explain-sweep-leaf": "{name} 是叶子节点：{bar} 就是 {name}.grad",
    "explain-sweep-more": "…… 叶子节点之前还有 {count} 步；--all 显示全部。",
    "explain-leaves-more": "…… 还有 {count} 个叶子节点；--all 显示全部。",
    "explain-sweep-fan-out": "被使用不止一次的步骤，从每次使用各得到一份贡献，这些贡献相加：梯度累加就是由此而来。",
    "explain-sweep-weights": "{loss} 是一个数，所以它自己的 w 是 1。在它之前的数组，w 也不是随意选取的："
    "就是该数组的余切，即 {loss} 对它的导数。在那里以这个 w 调用 `backward`，得到同样的梯度。",
    "explain-sweep-differs": "这里得到的不是答案中的 wᵀJ：在这一点导数不存在，或者取的是极限或约定值；具体位置见注记。",
    # f: the chain rule
    "explain-chain": "链式法则：局部雅可比矩阵的乘积",
    "explain-chain-absent": "这个程序的各级变量太多，这里不写出来。",
    "explain-chain-single": "输入与输出之间没有命名的步骤，所以乘积只有一个因子，即 J 本身。"
    "给中间步骤命名（u = …; v = …; y = …），每一个就成为一个因子。",
    "explain-chain-factors": "命名步骤的每一级都有一个局部雅可比矩阵：只看这一级，它怎样随前一级变化。"
    "J 是它们的乘积，输出在左，输入在右。",
    "explain-chain-carried": "并非一切都直接进入下一级。以后还要用到的量随行传递，在矩阵中占一行，其中只有一个 1："
    "{names}。这样一个乘积仍然完整。",
    "explain-chain-large": "这些局部雅可比矩阵共有 {entries:,} 个元素，这里不逐一算出，只给出形状和代价。",
    "explain-chain-few": "…… 还有 {count} 个局部雅可比矩阵；--all 显示全部。",
    "explain-chain-more": "…… 还有 {count} 个较大的局部雅可比矩阵；--all 显示全部。",
    "explain-chain-product": "乘出来：",
    "explain-chain-agrees": "乘积与 J 逐元素相等。",
    "explain-chain-differs": "这里乘积给不出 J：某个因子或 J 本身没有有限值，或者导数在这一点取的是极限或约定值；"
    "具体位置见注记。",
    "explain-chain-count": "代价。m×k 矩阵乘以 k×n 矩阵需要 m·n 个内积，每个内积 k 次乘法。"
    "从左边（先用 w）开始，始终只是一行乘以一个矩阵：`backward` 就是这样做的。",
    "explain-column-inner": "内积",
    "explain-column-multiplications": "乘法",
    "explain-chain-left": "从左边算 wᵀJ",
    "explain-chain-right": "从右边算 wᵀJ",
    "explain-chain-by-rows": "逐行算整个 J",
    "explain-chain-by-columns": "逐列算整个 J",
    "explain-chain-vjp-left": "这里从左边算 wᵀJ 更省：{left:,} 次乘法，另一边要 {right:,} 次。",
    "explain-chain-vjp-right": "这里从右边算 wᵀJ 更省：{right:,} 次乘法，另一边要 {left:,} 次。",
    "explain-chain-vjp-same": "这里从两边算 wᵀJ 代价相同：{left:,} 次乘法。",
    "explain-chain-jacobian-left": "要得到整个 J，或者为 {outputs} 个输出各做一次 VJP（反向模式），"
    "或者为 {inputs} 个输入各做一次 JVP（前向模式）。这里反向模式更省：{left:,} 次乘法，前向模式要 {right:,} 次。",
    "explain-chain-jacobian-right": "要得到整个 J，或者为 {outputs} 个输出各做一次 VJP（反向模式），"
    "或者为 {inputs} 个输入各做一次 JVP（前向模式）。这里前向模式更省：{right:,} 次乘法，反向模式要 {left:,} 次。",
    "explain-chain-jacobian-same": "要得到整个 J，或者为 {outputs} 个输出各做一次 VJP（反向模式），"
    "或者为 {inputs} 个输入各做一次 JVP（前向模式）。这里两者代价相同：{left:,} 次乘法。",
    "explain-chain-forward": "前向模式从右边乘起，一次一列。输入少、输出多时它更省；"
    "输入多、输出少时反向模式更省，例如损失函数。",
    "explain-chain-two-by-two": "一般地，一行乘以 n 个 2×2 因子，从左边需要 2n 个内积；"
    "先乘矩阵则需要 4(n-1) + 2 个。把梯度写成列的书中，链的次序相反，那里省的是右边。",
    # g: matrices
    "explain-matrix": "矩阵的梯度：矩阵之和",
    "explain-matrix-absent": "这需要多个输出和一个矩阵，这里没有。",
    "explain-matrix-sum": "每个输出元素都有一个偏导数矩阵，形状与输入相同。各乘以该输出的权重，再相加。",
    "explain-matrix-plain-sum": "每个输出元素都有一个偏导数矩阵，形状与输入相同。权重全为 1 时直接相加。",
    "explain-matrix-more": "…… 还有 {count} 个偏导数矩阵；--all 显示全部。",
    "explain-matrix-others": "{count} 个输出不依赖于 {name}：它们的偏导数是 0。",
    "explain-matrix-none": "没有输出依赖于 {name}：它的梯度是 0。",
    "explain-matrix-large": "共有 {count:,} 个，太多，这里不写出来。",
    "explain-matrix-closed": "这个和的封闭形式，`backward` 用它来计算，从不构造这些偏导数矩阵（w 是权重数组）：",
    # tensor
    "explain-tensor": "为什么没有张量对张量的导数？",
    "explain-tensor-refuses": "数组对数组的导数，对 {output} 的每个元素与输入的每个元素都有一个数：",
    "explain-column-count": "元素数",
    "explain-column-nonzero": "结构上非 0",
    "explain-tensor-index": "它的形状由两个形状相连而成，元素数是两者之积。`backward` 从不构造它："
    "w 选定各行的一个加权和，一次反向扫描（向量-雅可比积 VJP）就直接算出这个和。",
    "explain-tensor-work": "在这个计算图上计数：求出全部 {entries:,} 个元素要 {whole:,} 次乘法，"
    "用 w 加权要 {entries:,} 次，共 {built:,} 次。一次 VJP 只要 {vjp:,} 次。",
    "explain-tensor-less": "VJP 更省，也不必存储张量。",
    "explain-tensor-not-less": "程序这样小，从次数上看不出 VJP 的好处；它省下的是有 {entries:,} 个元素的张量，"
    "而且它的工作量不会随输出的个数成倍增长。",
    "explain-tensor-one-output": "{output} 是一个数：w = 1，唯一的 VJP 就是全部。",
    "explain-tensor-one-hot": "如果要全部，可以逐行得到：只有一个 1 的 w 选出一个输出，它的 VJP 就是那一行。"
    "{count} 次 VJP 就拼出全部。",
    "explain-tensor-weight": "w 在 {name} 处为 1，其余为 0",
    "explain-tensor-more": "…… 还有 {count} 次 VJP；--all 显示全部。",
    "explain-tensor-large": "总共有 {entries:,} 个元素，这里不写出来。",
    "explain-tensor-agrees": "这些 VJP 叠起来与 J 逐元素相等。",
    "explain-tensor-differs": "这里这些 VJP 不是答案中的 J：在这一点导数不存在，或者取的是极限或约定值；"
    "具体位置见注记。",
}

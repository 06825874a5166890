"""Chinese: the reverse sweep, the chain rule, matrices of partials, tensors."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # e: the reverse sweep
    "explain-sweep": "反向扫描：从最后一步到第一步",
    "explain-sweep-nothing": "没有哪个带权重的输出依赖于输入：所有元素都是 0。",
    "explain-sweep-begins": "步骤名上的横线表示它的余切向量，即输出的加权和对这一步的导数。扫描从输出开始，输出的余"
    "切向量就是它们的权重。",
    "explain-sweep-begins-loss": "步骤名上的横线表示它的余切向量，即 {loss} 对这一步的导数。扫描从 {loss} 自身开始，"
    "值为 1。",
    "explain-sweep-rule": "反向进行时，每一步把自己的余切向量乘以局部导数，传给它用到的每个步骤。",
    "explain-sweep-rule-arrays": "反向进行时，每一步把自己的余切向量乘以局部导数，传给它用到的每个步骤。逐元素运算的"
    "局部导数也写成数组：每个元素只对相应的元素求导，· 表示逐元素相乘⟨；{product} 表示矩阵乘法⟩。",
    "explain-sweep-leaf": "{name} 是叶子节点：{bar} 就是 {name}.grad",
    "explain-sweep-more": "……叶子节点之前还有 {count} 步；--all 显示全部。",
    "explain-leaves-more": "……还有 {count} 个叶子节点；--all 显示全部。",
    "explain-sweep-detached": "没有梯度经过 {names} 向后传递：`detach` 在此截断梯度。",
    "explain-sweep-fan-out": "一个步骤若被用到不止一次，每次使用都会传回一份贡献。梯度由此累加："
    "链式法则对从这一步通向输出的所有路径求和。",
    "explain-sweep-weights": "{loss} 是标量，所以它自己的 w 是 1。对于在它之前的数组，w 也不能随意选取：它就是该数组"
    "的余切向量，即 {loss} 对该数组的导数。在那里以这个 w 调用 `backward`，各叶子节点得到的正是经过该数组传来的那部"
    "分梯度。",
    "explain-sweep-differs": "这里得到的不是答案中的 wᵀJ：在这一点导数不存在，或者取的是极限或约定值；具体位置见注记。",
    # f: the chain rule
    "explain-chain": "链式法则：局部雅可比矩阵的乘积",
    "explain-chain-absent": "这个程序的各级变量太多，这里不写出来。",
    "explain-chain-single": "输入与输出之间没有梯度经过的命名步骤，所以乘积只有一个因子，即 J 本身。给中间步骤命名（"
    "u = …; v = …; y = …），每一个就成为一个因子。",
    "explain-chain-factors": "每一级命名步骤都有一个局部雅可比矩阵，它只描述这一级怎样随前一级变化。J 是它们的乘积，"
    "输出在左，输入在右。",
    "explain-chain-carried": "并非所有的量都只用于下一级。以后还要用到的量逐级带下去，在矩阵中占一行，其中只有一个 1"
    "：{names}。这样，一个乘积仍然完整。",
    "explain-chain-large": "这些局部雅可比矩阵共有 {entries:,} 个元素，这里不逐一算出，只给出形状和计算量。",
    "explain-chain-few": "……还有 {count} 个局部雅可比矩阵；--all 显示全部。",
    "explain-chain-more": "……还有 {count} 个较大的局部雅可比矩阵；--all 显示全部。",
    "explain-chain-product": "相乘的结果：",
    "explain-chain-agrees": "乘积与 J 逐元素相等。",
    "explain-chain-differs": "这里乘积不等于 J：某个因子或 J 本身没有有限值，或者导数在这一点取的是极限或约定值；具"
    "体位置见注记。",
    "explain-chain-count": "直接把矩阵相乘的计算量：m×k 矩阵乘以 k×n 矩阵需要 m·n 个内积，每个内积含 k 次乘法。从左"
    "边（先用 w）乘起，始终只是一行乘以一个矩阵：`backward` 就按这个次序计算。",
    "explain-column-inner": "内积个数",
    "explain-column-multiplications": "乘法次数",
    "explain-chain-left": "从左边算 wᵀJ",
    "explain-chain-right": "从右边算 wᵀJ",
    "explain-chain-by-rows": "逐行算整个 J",
    "explain-chain-by-columns": "逐列算整个 J",
    "explain-chain-vjp-left": "这里从左边算 wᵀJ 更省：从左边要 {left:,} 次乘法，从右边要 {right:,} 次。",
    "explain-chain-vjp-right": "这里从右边算 wᵀJ 更省：从右边要 {right:,} 次乘法，从左边要 {left:,} 次。",
    "explain-chain-vjp-same": "这里从两边算 wᵀJ 的计算量相同：都是 {left:,} 次乘法。",
    "explain-chain-jacobian-left": "要得到整个 J，或者为 {outputs} 个输出各做一次 VJP（反向模式），"
    "或者为 {inputs} 个输入各做一次 JVP（前向模式）。这里反向模式更省：{left:,} 次乘法，前向模式要 {right:,} 次。",
    "explain-chain-jacobian-right": "要得到整个 J，或者为 {outputs} 个输出各做一次 VJP（反向模式），"
    "或者为 {inputs} 个输入各做一次 JVP（前向模式）。这里前向模式更省：{right:,} 次乘法，反向模式要 {left:,} 次。",
    "explain-chain-jacobian-same": "要得到整个 J，或者为 {outputs} 个输出各做一次 VJP（反向模式），或者为 {inputs}"
    " 个输入各做一次 JVP（前向模式）。这里两者的计算量相同：都是 {left:,} 次乘法。",
    "explain-chain-forward": "前向模式从右边乘起，一次一列。输入少、输出多时它更省；输入多、输出少时反向模式更省，例"
    "如对损失函数求导。",
    "explain-chain-two-by-two": "一般地，一个行向量乘以 n 个 2×2 矩阵，从左边乘起需要 2n 个内积；若先把矩阵相乘，则"
    "需要 4(n-1) + 2 个。把梯度写成列向量的书中，链的次序相反，从右边乘起才更省。",
    # g: matrices
    "explain-matrix": "对矩阵的梯度：矩阵的加权和",
    "explain-matrix-absent": "此处从略：这个程序中没有矩阵。",
    "explain-matrix-sum": "输出的每个元素都有一个由偏导数组成的数组，形状与输入相同。各自乘以该元素的权重，再相加。",
    "explain-matrix-one": "{output} 是标量，没有需要相加的：它对一个数组的导数就是一个形状相同的数组，也就是 .grad。",
    "explain-matrix-plain-sum": "输出的每个元素都有一个由偏导数组成的数组，形状与输入相同。权重全为 1 时直接相加。",
    "explain-matrix-more": "……还有 {count} 个这样的数组；--all 显示全部。",
    "explain-matrix-others": "有 {count} 个输出元素不依赖于 {name}：相应的偏导数是 0。",
    "explain-matrix-none": "没有输出依赖于 {name}：它的梯度是 0。",
    "explain-matrix-large": "共有 {count:,} 个，太多，这里不写出来。",
    "explain-matrix-closed": "这个和的闭式如下，`backward` 就这样计算，从不构造上面那些数组（权重记作 {weights}）：",
    "explain-matrix-closed-one": "闭式如下，`backward` 就这样计算：",
    # tensor
    "explain-tensor": "为什么不直接求张量对张量的导数？",
    "explain-tensor-refuses": "{output} 对一个输入的导数，对 {output} 的每个元素与该输入的每个元素组成的每一对，都有"
    "一个数：",
    "explain-column-count": "元素个数",
    "explain-column-nonzero": "不恒为 0",
    "explain-tensor-index": "它的形状由两个形状拼接而成，元素个数是两者元素个数之积。`backward` 从不构造它：w 选定"
    "各行的一个加权和，一次反向扫描（向量-雅可比积，VJP）就直接算出这个和。",
    "explain-tensor-work": "除程序本身以外的乘法次数：求出全部 {entries:,} 个元素要 {whole:,} 次，用 w 加权要 {entri"
    "es:,} 次，共 {built:,} 次。一次 VJP 要 {vjp:,} 次。",
    "explain-tensor-less": "VJP 更省，也不必存储这个数组。",
    "explain-tensor-not-less": "程序这样小，从次数上看不出 VJP 的好处。它省下的是有 {entries:,} 个元素的数组；而且无"
    "论有多少个输出，它的计算量都不超过程序本身的若干倍。",
    "explain-tensor-one-output": "{output} 是标量，所以这不过是它的梯度：w = 1，一次 VJP 就是全部。",
    "explain-tensor-one-hot": "如果需要全部元素，可以逐行得到：一个元素为 1、其余为 0 的 w 选出一个输出，它的 VJP"
    " 就是那一行。{count} 次 VJP 就能拼出全部。",
    "explain-tensor-weight": "w 在 {name} 处为 1，其余为 0",
    "explain-tensor-more": "……还有 {count} 次 VJP；--all 显示全部。",
    "explain-tensor-large": "总共有 {entries:,} 个元素，这里不写出来。",
    "explain-tensor-agrees": "把这些 VJP 逐行排列，就是 J，逐元素相等。",
    "explain-tensor-differs": "这里这些 VJP 与答案中的 J 不同：在这一点导数不存在，或者取的是极限或约定值；具体位置"
    "见注记。",
}

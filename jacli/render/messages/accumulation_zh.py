"""Chinese: gradients that add up over several calls of backward."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # notes
    "call-repeated": "backward 调用了 {repeat} 次，从未调用 zero_grad()：每次调用都把梯度加到 .grad 上，最后 .grad "
    "是梯度的 {repeat} 倍；每次调用之前先调用 zero_grad()，得到的才是梯度本身",
    "calls-repeated": "{calls} 次 backward 调用重复了 {repeat} 轮，从未调用 zero_grad()：最后 .grad 是这 {calls} 次"
    "之和的 {repeat} 倍；每一轮之前先调用 zero_grad()，得到的才是这个和本身",
    # explanations
    "explain-several-calls": "这里有 {count} 次 backward 调用，.grad 中是它们的结果之和：Σ(wₖᵀJ) = (Σwₖ)ᵀJ。上面的 "
    "w 是各次权重之和，各节说明的是用它调用一次的情形，结果相同。i 节逐次说明每次调用⟨（{option}）⟩。",
    "explain-accumulation": "梯度累加：每次调用之后的 .grad",
    "explain-accumulation-absent": "只有一次 backward 调用，没有可累加的。给出多个 --w，或用 --repeat N，就会有多次"
    "调用。",
    "explain-accumulation-sum": "`{call}` 并不是给 .grad 赋值，而是把这一次的 wᵀJ 加到 .grad 已有的值上。第一次调用"
    "之前 .grad 是空的，按 0 计。",
    "explain-accumulation-call": "第 {number} 次调用 `{call}`⟨，{weights}⟩⟨，得到 wᵀJ {equals} {vjp}⟩。"
    "第 {number} 次之后的 .grad：",
    "explain-accumulation-more": "……还有 {count} 次调用；--all 显示全部。",
    "explain-accumulation-end": "全部 {count} 次调用之后：",
    "explain-accumulation-linear": "换成一次调用。由线性，Σ(wₖᵀJ) = (Σwₖ)ᵀJ，因此以各次权重之和调用一次 "
    "`{output}.backward(w)`，结果相同：",
    "explain-accumulation-uses": "为什么是求和。和的导数等于导数的和。一个输入用在多处，每一处都有一份贡献，在同一次"
    "反向传播中相加；多个损失依赖于同一个输入，每个损失各有一份贡献，在各次反向传播中相加。两者都加进同一个 .grad。",
    "explain-accumulation-zero": "zero_grad() 的作用。它清空 .grad，使下一次调用从头开始。两个训练步之间若忘了它，第"
    "二步就会按两次梯度之和更新；有意不用它，则可以把几个小批量的梯度累加成一个大批量的梯度。",
    "explain-accumulation-forgotten": "这里没有调用它，于是 .grad 是应有结果的 {count} 倍：",
    "explain-accumulation-retain": "为什么要 `retain_graph=True`。为了反向传播，PyTorch 的节点保存了前向计算中的一些"
    "值，而 `{call}` 边传播边释放它们。再次调用时如果还需要这些值，就会报错“`Trying to backward through the graph a "
    "second time`”，除非前一次调用带有 `retain_graph=True`。这里不需要这样做：计算图一直保留，每次调用都重新求值。",
    # requests that cannot be met
    "repeat-without-weights": "--repeat {count} 重复的是 backward 的调用，而没有权重时 `show` 不显示这种调用；请加上"
    " --w，或用 `jacli grad --repeat {count}` 取全为 1 的权重",
    "too-many-weight-vectors": "{count} 次各有权重的 backward 调用超过上限 {limit}；请分几次运行",
    "too-many-backwards": "{count} 次 backward 调用超过上限 {limit}；--repeat 取小一些即可看到同样的规律：每多一轮，"
    ".grad 就增加同样多",
    "too-many-call-entries": "{count} 次 backward 调用乘以 {columns} 个输入，超过 {limit} 个元素；请减小 --repeat，"
    "用 --wrt 选择输入，或提高 --max-entries",
}

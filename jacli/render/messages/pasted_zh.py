"""Chinese: pasted code, what of it cannot be read, and what reading it has to say."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # statements
    "session-output": "这一行是交互会话打印的输出；请删去，只读取带提示符的行",
    "python-statement": "不支持 `{word}`；Python 语句中只支持赋值、`def`、`return`、"
    "常数范围上的 `for`、`with torch.no_grad()` 和 `import`",
    "branch-statement": "不支持 `{word}` 语句；按数值选择请写 `y = where(condition, a, b)`，或 `a if condition else b`",
    "block-without-colon": "语句块的首行要以冒号结尾；请补上 `:`",
    "block-without-body": "这一行下面没有缩进的内容；请把属于它的行缩进",
    "decorator": "不支持装饰器；请删去",
    "with-form": "`with` 只支持 `with torch.no_grad():`",
    "def-form": "函数要写成 `def f(x, y):`",
    "def-inside": "{name} 定义在另一个函数内部；请把函数逐个定义在外层",
    "lambda-form": "匿名函数要写成 `{name} = lambda x: …`",
    "no-return": "{name} 没有返回值；请以 `return …` 结束",
    "return-outside": "`return` 只能出现在函数里；请直接写表达式",
    "for-form": "循环要写成 `for i in range(4):`，只用一个变量名",
    "for-over-number": "这是一个数；循环的对象应是 `range(n)`、列表或数组",
    "range-not-constant": "`range` 的界限必须是整数常数；请写数字，或代表数字的名称",
    "range-bounds": "`range` 接受终值，或初值、终值和不为 0 的步长",
    "one-value": "一次只能累加一个值；请分成几条语句",
    "calls-too-deep": "函数调用的嵌套超过 {limit} 层；请减少调用 {name} 的层数",
    "blocks-too-deep": "循环的嵌套超过 {limit} 层；请把内层循环改写成数组运算，例如 sum(x*y)",
    # tensors with a gradient
    "option-value": "{keyword} 后面应是名称或常数；请写 `requires_grad=True`，或删去",
    "integers-require-grad": "只有浮点张量才能求梯度；请加小数点：把 `1` 写成 `1.`",
    "leaf-without-name": "需要梯度的张量要有自己的名称，否则取不到它的 `.grad`；"
    "请写 `x = …`（带 `requires_grad=True`），再用 x 计算",
    "tensor-in-function": "需要梯度的张量建在函数内部；请在调用之前建立它",
    "input-before-tensor": "{name} 在建立之前就被使用；请先建立它",
    "in-place-leaf": "{name} 是需要梯度的叶子节点，torch 不允许原地修改；请用新名称 `{name}2 = …`",
    "leaf-updated": "不跟踪训练步骤：{name} 会得到新的值；请去掉这一行",
    "changed-without-grad": "`torch.no_grad()` 会改变 {name} 的数值，却保留它原来的梯度；请换一个新名称",
    "choice-without-grad": "`torch.no_grad()` 会截断这里计算出的值，但不会截断仅仅换了名称的值；请直接写出所选的值",
    "in-place-method": "`.{name}()` 会原地修改数组，不支持；请写 `x = x.{instead}(…)`",
    "indentation": "这一行的缩进与所在语句块的第一行不同；请使两者一致",
    "in-place-outer": "这会改变调用者手里的 {name}；请换一个新名称",
    "in-place-shared": "{name} 与 {others} 共用内存，后者也会改变；请先写 `{name} = {name}.copy()`",
    "in-place-shape": "{name} 原地修改时形状 {shape} 不变，而结果的形状是 {result}；请写 `{name} = {name} + …`",
    "random-values": "这些随机数的值无从得知；请给每个元素赋值，或改写成具体的数，"
    "或加上 `requires_grad=True` 作为输入并用 --at 给值",
    # gradients that are asked for
    "integers-drop": "{type} 会舍去小数部分，也就没有导数；请写 floor(x)、ceil(x) 或 round(x)",
    "integers-assigned": "{name} 是整数数组，会舍去小数部分；请给其中的数写上小数点：0.",
    "grad-as-value": "`.{name}` 在这里不是一个值：梯度由 jacli 给出；请删去",
    "gradient-as-value": "求梯度要单独成句；不能用它的结果继续计算",
    "gradient-form": "请写 `torch.autograd.grad(y, x, grad_outputs=w)`，或 `jax.grad(f)(x)`",
    "gradient-of-no-function": "{function} 的参数应是前面定义过的函数；请写 `def f(x): …`",
    "gradient-by-no-input": "{found} 不是输入；请写带 `requires_grad=True` 的张量名⟨ ({inputs})⟩",
    "grad-of-array": "{name} 的形状是 {shape}，而 `grad` 只用于标量；请写 `jax.jacobian({name})`，或返回总和",
    "derivative-elsewhere": "不从程序文本中读取 {function}；请用 `jacli {function}`",
    "second-gradient": "第二个梯度不与第一个累加；请一次只求一个",
    "second-point": "{name} 的值与前面不同；一次只支持一个点",
    "numpy-requires-grad": "torch 不接受这样写：“Can't call numpy() on Tensor that requires"
    " grad”（需要梯度的张量不能直接转成 numpy 数组）；请写 `.detach().numpy()`",
    "loss-reduction": "`reduction` 应是 `'mean'`、`'sum'` 或 `'none'`",
    "backward-alone": "`backward()` 没有返回值；请单独成句",
    "backward-counts": "{count} 个输出，{given} 个权重；两者个数应相同",
    "backward-shape": "权重的形状是 {given}，输出的形状是 {shape}；torch 要求两者相同",
    "backward-of-constant": "这里与任何输入都无关（torch 的说法：“element 0 of tensors does not require grad”）；"
    "请在建立张量时写 `requires_grad=True`",
    "zeroed-in-part": "{zeroed} 被清零而 {left} 没有，两者累加的不是同样的几次调用；请全部清零",
    "weights-need-point": "权重依赖于 {names}；请用 --at 给值",
    # what reading has to say
    "weights-of-text": "权重取自 {text}",
    "weights-unused": "这里计算的不是 {text}；`jacli vjp` 给出它在 .grad 中留下的结果",
    "weights-instead": "采用 --w 的权重，不用 {text}",
    "value-instead": "{name} 取给定的值，不用程序文本里的值",
    "values-lacking": "没有 {names} 的值，因此没有数值结果；请加 --at {example}",
    "tensor-replaced": "{name} 在后面重新建立；这里的按常数处理，因为已取不到它的 `.grad`",
    "random-input": "{name} 是随机的；请用 --at 给值",
    "number-without-gradient": "{text} 只留下普通的数（torch 中也是如此），梯度不会经过它向后传递",
    "graph-freed": "PyTorch 执行到这次 {text} 会报错“Trying to backward through the graph a second time”；"
    "前一次调用需要加上 `retain_graph=True`",
    "statements-skipped": "与求导无关，已跳过：{statements}",
    "backward-without-weights": "torch 不接受 {text}：“grad can be implicitly created only for scalar outputs”"
    "（只有标量输出才能省略梯度参数）；请用 --w 给出权重",
    "grads-zeroed": "{text} 使梯度重新累加：它之前的 {count} 次调用不再留在 `.grad` 里",
}

"""Chinese: help. Operations by name, options by their long spelling; the first line of an operation is its summary."""

from __future__ import annotations

from collections.abc import Sequence

from jacli.cli.limits import SETTABLE, default_text

USAGE = "用法："
OPTIONS_HEADING = "选项："
LIMITS_HEADING = "上限（也可由 JACLI_TIMEOUT 和 JACLI_MAX_... 设定）："
OPERATIONS_HEADING = "操作："

SHORT_HELP = """\
jacli 计算您输入的函数的雅可比矩阵和向量-雅可比积。

  jacli show "x*y, x + y" --at 2,3
  jacli vjp "x*y" "x/y" --at x=1,y=2 --w 1,1

操作：{operations}。
`jacli OPERATION --help` 说明一个操作，`jacli --help` 列出全部。
"""

EXIT_CODES = """
退出码：
  0   完成（不可导点和导数的极限写在注记中）
  1   检验未通过
  2   无法理解请求
  3   输出中有未定义或无穷大的结果
  4   达到上限
  70  jacli 自身的错误
  130 被中断
"""

OPERATIONS = {
    "jacli": """
        计算您输入的函数的雅可比矩阵和向量-雅可比积。

        不写表达式时，使用当前目录下的 jacli.toml；没有该文件则使用内置示例。

        示例：
          jacli show "x*y, x + y" --at 2,3
          jacli vjp --w 3,2,1
        """,
    "jacobian": """
        雅可比矩阵 J：行对应输出，列对应输入。

        J[i, j] 是第 i 个输出对第 j 个输入的偏导数：每个输出占一行，每个输入占一列。

        示例：
          jacli jacobian "x1**3+2*x2**2" --at 1,2,3
          jacli jacobian "r*cos(t)" "r*sin(t)" --det
        """,
    "vjp": """
        向量-雅可比积 wᵀJ：J 的各行按权重求和。

        这就是 PyTorch 的 y.backward(w) 写入 .grad 的结果。只有一个元素的输出不需要权重。

        示例：
          jacli vjp --w 3,2,1
          jacli vjp "z = x @ y" --at "x=[[2,1]]" --at "y=[[1,2],[3,4]]" --w "[[1,0]]"
        """,
    "grad": """
        所有输出之和的梯度。

        即权重全为 1 时的 wᵀJ，也就是 PyTorch 的 y.sum().backward() 写入 .grad 的结果。

        示例：
          jacli grad "b = a + 3; c = b*b*3; out = mean(c)" --at "a=[2,3]"
        """,
    "show": """
        一次列出函数值、J、wᵀJ 和梯度。

        用 --w 给出权重时才有 wᵀJ；梯度是所有输出之和的梯度。

        示例：
          jacli show
          jacli show "x*y, x + y" --at 2,3 --w 1,10
        """,
    "check": """
        用其他方法检验 J，或检验您自己的答案。

        把 J（给出 --w 时还有 wᵀJ）与几百位精度的差商比较，前向与反向互相比较，再与 sympy 的
        diff 以及重新读入的公式比较。任何一处不同则退出码为 1。使用 -q 时只列出不同之处。
        --kink compare 列出各约定在不可导点处给出的值。

        示例：
          jacli check "sin(x*y), x/y" --at 1,2
          jacli check "x*y, x + y" --expect "[[y, x], [1, 1]]"
          jacli check --w 3,2,1 --expect "[17, 52, 81]"
          jacli check "max(x, 0)" --at 0 --kink compare
        """,
    "explain": """
        说明 backward() 怎样得出它的结果。

        逐步列出程序，逐行列出 J，算出各行的加权和，再通过一个标量得到同样的结果；
        然后是反向扫描、写成乘积的链式法则和矩阵的各个偏导数，最后说明各种约定。

        不给 --w 时，权重全为 1。

        示例：
          jacli explain --w 3,2,1
          jacli explain "c = a @ b" --at "a=[[1,2]], b=[[3],[4]]" --only b,c
          jacli explain --tensor
        """,
    "graph": """
        画出计算图。

        以树的形式列出各步骤及其数值和余切向量；用 --format 或文件名可得到 SVG、DOT 或 Mermaid。
        不给 --w 时，权重全为 1。超过 60 个步骤的图只画出有名称的步骤。

        示例：
          jacli graph "u = x*y; v = u + x; u*v" --at 2,3
          jacli graph --w 3,2,1 --format mermaid
        """,
    "init": """
        把问题写入 jacli.toml。

        当前目录下有 jacli.toml 时，不写表达式的操作就使用它。

        示例：
          jacli init "x*y, x + y" --at 2,3
        """,
    "functions": """
        列出语言中的函数。

        给出名称时，只说明这些函数。

        示例：
          jacli functions
          jacli functions atan2 norm
        """,
}

OPTIONS = {
    "--at": "求值点：1,2 或 x=1,y=2 或 @FILE（.npy .csv .json .toml）。可重复。",
    "--vars": "排在前面的输入，按此顺序：x,y。",
    "--wrt": "只对这些输入求导。",
    "--of": "只求这些输出的导数。",
    "--shape": "没有给出值的输入的形状。可重复。",
    "--file": "从文件读取程序，或读取一个问题（.toml）。",
    "--w": "权重，每个输出元素一个：3,2,1。可重复，各次结果像 .grad 一样累加。",
    "--det": "J 为方阵时，同时给出它的行列式。",
    "--expect": '待检验的答案："[[y, x], [1, 1]]"，可以是数或公式。',
    "--against": "在求值点处运行 Python 模块 M（当前目录）中的函数 F，与它返回的雅可比矩阵比较。",
    "--repeat": "调用 backward N 次而不调用 zero_grad()：显示每次调用和其后的 .grad。",
    "--only": "只要这些节，用字母或名称：b,c 或 jacobian,weighted。",
    "--all": "全部列出，无论多长。",
    "--tensor": "为什么没有张量对张量的导数：全部导数与一次 VJP 相比。",
    "--exact": "输出精确值：1/3、sqrt(2)。",
    "--numeric": "只用浮点数，不给公式：速度快。",
    "--digits": "输出 N 位正确的数字。",
    "--simplify": "在限定时间内化简公式。",
    "--kink": "左右导数不同时取哪一个：torch（默认）、jax、left（左）、right（右）、zero（零）或 error（报错）；"
    "check 还可用 compare 列出全部。",
    "--sparse": "只列出非零元素及其位置。",
    "--layout": "numerator（分子布局，默认）：行为输出，列为输入；denominator（分母布局）：转置。",
    "--format": "{formats}。默认按 --output 的文件名，否则按 JACLI_FORMAT。",
    "--quiet": "只输出数：每行一行，各数之间一个空格。",
    "--color": "always（总是）、never（从不）或 auto：在终端上，并遵从 NO_COLOR 和 CLICOLOR_FORCE。",
    "--as": "不给出答案，而是输出用 torch 或 jax 或 numpy 计算同一结果的代码。",
    "--heat": "按符号和大小给矩阵元素着色。",
    "--picture": "同时把表格画成图片，矩阵画成热图：.svg、.html 或 .png。",
    "--output": "把结果写入文件；- 表示标准输出。",
    "--force": "文件已存在时覆盖。",
    "--timeout": "S 秒后放弃（{limits[seconds]}）。",
    "--max-memory": "内存：512M、2G（默认为机器内存的 3/4）。",
    "--max-source": "程序文本和文件的大小：100k、16M（{limits[source_bytes]}）。",
    "--max-nesting": "括号和正负号的嵌套层数（{limits[nesting]}）。",
    "--max-outputs": "写出的输出个数（{limits[outputs]}）。",
    "--max-nodes": "程序的运算个数（{limits[nodes]}）。",
    "--max-elements": "一个数组的元素个数（{limits[elements]}）。",
    "--max-entries": "完整输出的矩阵的元素个数（{limits[entries]}）。",
    "--max-digits": "精确数的位数（{limits[digits]}）。",
    "--max-precision": "计算一个数所用的二进制位数（{limits[precision_bits]}）。",
    "--max-formula-size": "一个公式的项数（{limits[formula_size]}）。",
    "--max-formula-depth": "一个公式中函数的嵌套层数（{limits[formula_depth]}）。",
    "--max-formula-total": "所有公式的总项数（{limits[formula_total]}）。",
    "--lang": "en（英文）或 zh（中文）。默认由 JACLI_LANG 设定，否则由系统的语言环境决定。",
    "--debug": "出错时显示调用栈。",
    "--version": "显示版本号并退出。",
    "--help": "显示本帮助并退出。",
}


def option_text(name: str, formats: Sequence[str] = ()) -> str:
    """What an option does, with its limits and the formats of its operation as they are."""
    limits = {field: default_text(field) for field in SETTABLE}
    return OPTIONS[name].format(limits=limits, formats="、".join(formats))

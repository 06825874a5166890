"""Chinese: results, notes, limits, files, and the command line."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # where
    "place": "{name}，第 {column} 列",
    "place-line": "{name}，第 {line} 行第 {column} 列",
    # notes, by kind; a code of its own goes before its kind
    "kink": "此处不可导⟨，尖点在 {expression}⟩⟨：左导数为 {left}，右导数为 {right}⟩⟨；按 PyTorch 的约定取 {taken}⟩",
    "kink-jax": "此处不可导⟨，尖点在 {expression}⟩⟨：左导数为 {left}，右导数为 {right}⟩⟨；按 JAX 的约定取 {taken}⟩",
    "kink-left": "此处不可导⟨，尖点在 {expression}⟩⟨：左导数为 {left}，右导数为 {right}⟩；取左导数",
    "kink-right": "此处不可导⟨，尖点在 {expression}⟩⟨：左导数为 {left}，右导数为 {right}⟩；取右导数",
    "kink-zero": "此处不可导⟨，尖点在 {expression}⟩⟨：左导数为 {left}，右导数为 {right}⟩"
    "⟨；取 {taken}，即在尖点处取斜率 0⟩",
    "kinks-not-compared": "此处有 {count} 个不可导之处，数目太多，不沿 {columns} 个输入逐一比较左右导数；"
    "每处都按 PyTorch 的约定取值",
    "kinks-too-many": "此处有 {count} 个不可导之处，数目太多，无法沿 {columns} 个输入逐一比较左右导数；"
    "--kink torch 不需要比较",
    "outputs-undefined": "{outputs}⟨ 等（另有 {more} 个）⟩在该点没有实数值",
    "kink-refused": "⟨{expression} ⟩在此处不可导：左导数为 {left}，右导数为 {right}；"
    "用 --kink torch、jax、left、right 或 zero 选定一个",
    "kink-unknown": "此处是否可导无法判定⟨（{expression}）⟩：紧邻该点处用的是另一个分支，而那个分支在该点本身没有值，"
    "无法比较两侧的导数⟨；{taken} 是该点所用分支的导数⟩",
    "one-sided": "此处只有单侧导数⟨（{expression}）⟩⟨：左导数为 {left}⟩⟨：右导数为 {right}⟩",
    "infinite": "无穷大⟨：{expression}⟩⟨，在 {point} 处⟩",
    "undefined": "未定义⟨：{expression}⟩⟨，在 {point} 处⟩⟨；此处的极限为 {limit}⟩",
    "limit": "达到上限⟨：{reason}⟩",
    "precision": "能确定的数字比平常少⟨，涉及 {count} 个元素⟩",
    "omitted": "省略了 {count} 个元素",
    "reading": "⟨{text} ⟩读作⟨ {reading}⟩",
    "source": "来自 {source}",
    # notes with a text of their own
    "not-real": "⟨在 {point} 处，⟩{expression} 不是实数⟨：{call}⟩",
    "cube-root-of-negative": "⟨在 {point} 处，⟩{expression} 不是实数⟨：{call}⟩；实立方根是 cbrt：cbrt(-8) 等于 -2",
    "division-by-zero": "⟨在 {point} 处，⟩{expression} 的除数为零⟨：{call}⟩",
    "overflow": "⟨在 {point} 处，⟩{expression} 太大，无法计算⟨：{call}⟩",
    "overflow-float": "⟨在 {point} 处，⟩{expression} 太大，超出浮点数的范围⟨：{call}⟩；不用 --numeric 时范围更大",
    "overflow-derivative": "⟨在 {point} 处，⟩{expression} 的导数太大，无法计算",
    "never-assigned": "读取了 {expression} 中从未赋值的元素",
    "derivative-infinite": "⟨在 {point} 处，⟩{expression} 的导数为无穷大",
    "derivative-undefined": "⟨在 {point} 处，⟩{expression} 的导数不存在",
    "terms-named": "较长的公式用 {count} 个公共项表示；--max-formula-size 和 --max-formula-depth 可放宽长度",
    "formulas-untidied": "有 {count} 个公式未能在 {seconds} 秒内化简，保持原样；可用 --of 和 --wrt 减少一次化简的公式",
    "formulas-omitted": "有些公式太长，已省略；--max-formula-size、--max-formula-depth 和 --max-formula-total"
    " 可放宽长度",
    "exact-omitted": "有 {count} 个精确值太长，已省略；小数的每一位都是正确的，--max-digits 可放宽分数的长度",
    "beyond-doubles": "{entries}⟨ 等（另有 {more} 个）⟩：数值有限，但超出双精度浮点数的范围（约 1.8e308），"
    "因此以数字写出；在浮点数组中以 inf 代替",
    "below-doubles": "{entries}⟨ 等（另有 {more} 个）⟩：不为零，但太接近零，双精度浮点数无法精确表示（小于 2.2e-308），"
    "因此以数字写出；在浮点数组中以 0 或位数较少的数代替",
    "undecided": "在精度上限之内，有 {count} 个值无法判定是否为零",
    # results
    "weights-needed": "PyTorch 对此的说法是“grad can be implicitly created only for scalar outputs”："
    "梯度是对标量而言的，而这里有 {count} 个输出（{outputs}），各对应 J 的一行。"
    "权重说明各行如何相加：写 --w {example}，或用 `jacli grad` 取全为 1 的权重。",
    "determinant-not-square": "只有方阵才有行列式，而 J 是 {rows}×{columns} 的；用 --of 和 --wrt 选取它的行与列",
    "dense-too-large": "{rows} × {columns} = {entries} 个元素的表格超过上限 {limit}；--sparse 只列出非零元素，"
    "--max-entries 可提高上限",
    "unknown-format": "没有格式 {name}⟨；是否指 {suggestion}？⟩（格式有：{names}）",
    # limits
    "too-many-nodes": "程序的运算多于 {limit} 个；--max-nodes 可提高上限",
    "too-many-elements": "⟨{count} 个元素的⟩⟨形状为 {shape} 的⟩数组超过 {limit} 个元素的上限；"
    "--max-elements 可提高上限",
    "too-many-digits": "⟨多于 {limit} 位⟩⟨有 {digits} 位⟩的数太长；--max-digits 可提高上限，--numeric 改用浮点数",
    "too-precise-function": "计算 {function} 的 {digits} 位数字耗时太长；对它 --digits 至多为 {limit}",
    "too-precise": "{digits} 位数字需要的精度超过 {limit} 个二进制位；--max-precision 可提高上限",
    "too-many-entries": "稠密的浮点结果多于 {limit} 个元素；--max-entries 可提高上限，"
    "`jacli vjp` 和 `jacli grad` 不需要 J",
    "too-large-for-formulas": "标量运算多于 {limit} 个的程序只能在一点处用浮点数计算，且不能用 --det："
    "请用 --at 和 --numeric，"
    "或用 --max-nodes 提高上限",
    "expression-too-long": "需要写出的表达式多于 {limit} 个字符；--numeric 不写出表达式",
    "nested-too-deep": "嵌套太深；请给表达式的各部分命名，或使用 --numeric",
    "timeout": "{seconds} 秒内未完成；--timeout 设定时限",
    "memory": "内存不足⟨：所需超过 {limit} 字节⟩；--max-memory 可提高上限",
    # files
    "file-not-found": "没有文件 {path}",
    "file-unreadable": "无法读取 {path}⟨：{reason}⟩",
    "file-unwritable": "无法写入 {path}⟨：{reason}⟩",
    "file-exists": "{path} 已存在；--force 可覆盖它",
    # the command line
    "interrupted": "已中断",
    "unexpected": "这是 jacli 自身的错误，与输入无关：{reason}；--debug 显示出错位置",
}

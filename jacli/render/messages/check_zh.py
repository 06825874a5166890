"""Chinese: checks, and claimed answers."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # what each comparison is
    "check-title": "比较对象",
    "check-differences": "几百位精度的差商",
    "check-modes": "前向与反向",
    "check-sympy": "sympy 的 diff 对 f 的公式求导",
    "check-formula": "重新读入所输出的公式",
    "check-product": "对随机的 v 和 w，w·(Jv) 与 (wᵀJ)·v",
    "check-nothing": "未比较",
    "check-failures": "{count} 个不同",
    # what differs
    "differs-differences": "差商",
    "differs-modes": "前向与反向",
    "differs-sympy": "用 sympy 求导",
    "differs-formula": "公式",
    # how it ends
    "clauses": "{first}，{second}",
    "check-passed": "通过",
    "check-failed": "未通过",
    "check-compared": "比较了 {count} 个元素",
    "check-zeros": "另有 {count} 个元素恒为 0",
    "check-states": "{state}：{count} 个",
    "check-float": "浮点结果在 16 位中至少有 {digits} 位正确",
    # notes
    "point-made-up": "没有给出求值点；自动选取：{point}",
    "sympy-omitted": "有 {count} 个输出的公式太长，不用 sympy 的 diff 检验；--max-formula-size 可放宽长度",
    "formula-without-value": "公式在该点没有值，而导数有值",
    "formula-unreadable": "所输出的公式不是本语言的文本（{reason}）",
    # claims
    "claim-how": "（{how}）",
    "claim-passed": "{name} 正确：{part} 的 {entries} 个元素中有 {met} 个一致",
    "claim-failed": "{name}：{part} 的 {entries} 个元素中有 {count} 个不同",
    "claim-unmet": "{name}：{part} 没有可以比较的元素",
    "claim-formulas": "在随机点处比较，其中 {proved} 个作为公式已证明相等⟨；{unmet} 个在那里没有值⟩",
    "claim-all-proved": "作为公式已证明相等",
    "claim-numbers": "在求值点处比较⟨；{unmet} 个在那里未知⟩",
    "claim-floats": "在求值点处比较⟨；至少 {digits} 位数字一致⟩⟨；{unmet} 个在那里未知⟩",
    "claim-differs": "不同",
    "claim-transposed": "这是转置矩阵",
    "claim-sign-everywhere": "所有符号都反了",
    "claim-rows-swapped": "{one} 与 {other} 两行互换了",
    "claim-columns-swapped": "{one} 与 {other} 两列互换了",
    "claim-sign": "符号反了",
    "claim-variable": "这是对 {name} 的导数",
    "claim-output": "这是 {name} 的导数",
    "claim-factor": "缺少因子 {factor}",
    "claim-factor-extra": "多了因子 {factor}",
    "claim-inner": "缺少内层导数：{inner} 的导数是 {derivative}",
    # claims that do not fit
    "claim-shape": "{name} 的形状是 {given}，而比较对象的形状是 {shape}⟨ 或 {other}⟩",
    "claim-shape-transposed": "{name} 的形状是 {given}，而比较对象的形状是 {shape}⟨ 或 {other}⟩："
    "每个输出占一行，每个输入占一列",
    "claim-needs-weights": "{name} 的形状是 {given}，而比较对象的形状是 {shape}⟨ 或 {other}⟩；"
    "用 --w 给出权重后，向量才与 wᵀJ 比较",
    "claim-ragged": "--expect 各部分的形状不同：{shapes}",
    "claim-unknown-names": "--expect 中有不是输入的名称：{names}；输入有：{inputs}",
    "format-without-checks": "检验结果没有 {name} 格式；可用的格式：{names}",
    # functions of Python
    "against-text": "{text} 不是 Python 函数的名称；请写 --against M:F（模块名与函数名）",
    "against-import": "无法导入 {name}⟨：{reason}⟩",
    "against-missing": "{module} 中没有函数 {name}",
    "against-raised": "{name} 运行出错⟨：{reason}⟩",
    "against-not-numbers": "{name} 没有返回数值数组⟨：{reason}⟩",
}

"""Chinese: titles, headings and lines of results."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # titles
    "one-input": "1 个输入",
    "inputs": "{count} 个输入",
    "one-output": "1 个输出",
    "outputs": "{count} 个输出",
    "numerator-layout": "（行：输出，列：输入；分子布局）",
    "denominator-layout": "（行：输入，列：输出；分母布局）",
    "hessian-layout": "（行和列：输入）",
    "run-of": "第 {number} 次，共 {count} 次",
    # headings
    "heading-input": "输入",
    "heading-output": "输出",
    "heading-formula": "公式",
    "heading-exact": "精确值",
    "heading-value": "数值",
    "heading-error": "误差",
    "heading-digits": "浮点正确位数",
    "heading-state": "状态",
    "heading-claimed": "所给答案",
    "heading-computed": "计算结果",
    "heading-why": "原因",
    "heading-entries": "元素个数",
    "heading-largest-error": "最大相对误差",
    # lines
    "no-entries": "没有元素",
    "at-point": "在 {point} 处",
    "at-many": "在由 {count} 个数组成的点处",
    "at-nothing": "没有输入，求值点为空",
    "weights-many": "w：{count} 个权重",
    "grad-after": "{count} 次调用 {name}.backward 中第 {number} 次之后的 .grad",
    "one-column": "{first} 列，共 {count} 列",
    "several-columns": "{first} 至 {last} 列，共 {count} 列",
    "more-notes": "另有 {count} 条注记；--format json 可列出全部",
    "rows-are": "行：{names}",
    "columns-are": "列：{names}",
    "also-called": "{meaning}（又名 {names}）",
    # words of their own
    "unknown": "未知",
    "scalar": "标量",
    "state-passed": "通过",
    "state-unchecked": "未检验",
    # kinds of notes
    "kind-kink": "尖点",
    "kind-one-sided": "单侧导数",
    "kind-infinite": "无穷大",
    "kind-undefined": "未定义",
    "kind-limit": "极限",
    "kind-precision": "精度",
    "kind-omitted": "省略",
    "kind-reading": "读法",
    "kind-source": "来源",
    "labelled": "{label}：{text}",
    "at-place": "{text}（{place}）",
    # where a text came from
    "from-expression": "表达式⟨ {number}⟩",
    "from-standard-input": "标准输入",
    "from-built-in-example": "内置示例",
    "from-formulas": "公式",
}

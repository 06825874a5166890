"""计算图的文字。"""

TEXTS = {
    "graph-title": "计算图",
    "graph-size": "{steps} 个步骤",
    "graph-step": "步骤",
    "graph-value": "数值",
    "graph-cotangent": "余切向量",
    "graph-above": "（见上）",
    "graph-folded": "有 {count} 个未命名的步骤没有单独画出；--all 可全部画出",
    "format-without-graph": "{name} 不能表示计算图；可用的格式为 {names}",
    "graph-too-large": "图中有 {vertices} 个步骤，超过上限 {limit}；请不用 --all，或只给重要的步骤命名",
}

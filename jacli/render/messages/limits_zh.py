"""Chinese: limits of what has no value, and derivatives that are infinite or differ from side to side."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # values
    "limit-value": "⟨在 {point} 处，⟩{expression} 没有值：取其极限 {limit}（可去奇点）",
    "limit-from-left": "⟨在 {point} 处，⟩{expression} 没有值：取其左极限 {limit}；右侧没有值",
    "limit-from-right": "⟨在 {point} 处，⟩{expression} 没有值：取其右极限 {limit}；左侧没有值",
    "limits-differ": "⟨在 {point} 处，⟩{expression} 没有极限：左极限为 {left}，右极限为 {right}",
    # derivatives
    "derivative-limit": "⟨在 {point} 处，⟩⟨{expression} 的⟩导数取差商的极限 {taken}：导数公式在该处没有值",
    "one-sided-left": "⟨在 {point} 处，⟩⟨{expression} ⟩只有左导数 {taken}：右侧没有值",
    "one-sided-right": "⟨在 {point} 处，⟩⟨{expression} ⟩只有右导数 {taken}：左侧没有值",
    "infinite-from-both": "⟨在 {point} 处，⟩⟨{expression} 的⟩导数从两侧都趋于 {taken}",
    "sides-differ": "⟨在 {point} 处，⟩⟨{expression} ⟩没有导数：左导数为 {left}，右导数为 {right}",
    "value-jumps": "⟨在 {point} 处，⟩⟨{expression} ⟩没有导数：函数值在该处跳跃",
    "value-jumps-left": "⟨在 {point} 处，⟩⟨{expression} ⟩没有导数：函数值在该处跳跃，且右侧没有值",
    "value-jumps-right": "⟨在 {point} 处，⟩⟨{expression} ⟩没有导数：函数值在该处跳跃，且左侧没有值",
    "kink-least": "此处不可导⟨，尖点在 {expression}⟩：左导数为 {left}，右导数为 {right}；"
    "取 {taken}，即两者之间绝对值最小的数",
}

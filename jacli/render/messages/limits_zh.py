"""Chinese: limits of what has no value, and derivatives that are infinite or differ from side to side."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # values
    "limit-value": "{expression} 没有值⟨，在 {point} 处⟩：取其在该处的极限 {limit}（可去奇点）",
    "limit-from-left": "{expression} 没有值⟨，在 {point} 处⟩：取其左极限 {limit}；在右侧没有值",
    "limit-from-right": "{expression} 没有值⟨，在 {point} 处⟩：取其右极限 {limit}；在左侧没有值",
    "limits-differ": "{expression} 没有极限⟨，在 {point} 处⟩：左极限为 {left}，右极限为 {right}",
    # derivatives
    "derivative-limit": "⟨{expression} 的⟩导数⟨，在 {point} 处⟩是差商的极限 {taken}：导数公式在该处没有值",
    "one-sided-left": "⟨{expression} 的⟩导数⟨，在 {point} 处⟩只有左导数 {taken}：在右侧没有值",
    "one-sided-right": "⟨{expression} 的⟩导数⟨，在 {point} 处⟩只有右导数 {taken}：在左侧没有值",
    "infinite-from-both": "⟨{expression} 的⟩导数⟨，在 {point} 处⟩从两侧都趋于 {taken}",
    "sides-differ": "⟨{expression} ⟩没有导数⟨，在 {point} 处⟩：左导数为 {left}，右导数为 {right}",
    "value-jumps": "⟨{expression} ⟩没有导数⟨，在 {point} 处⟩：函数值在该处跳跃",
    "value-jumps-left": "⟨{expression} ⟩没有导数⟨，在 {point} 处⟩：函数值在该处跳跃，且在右侧没有值",
    "value-jumps-right": "⟨{expression} ⟩没有导数⟨，在 {point} 处⟩：函数值在该处跳跃，且在左侧没有值",
    "kink-least": "此处不可导⟨（{expression}）⟩：左导数为 {left}，右导数为 {right}；"
    "取 {taken}，即两者之间绝对值最小的数",
}

"""Chinese: kinks, and numbers that decide about them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "kink-met": "该元素位于尖点，或与尖点的距离在舍入误差之内；在此规模下不比较左右导数，采用 PyTorch 的约定",
    "kinks-met": "{count} 个元素位于尖点，或与尖点的距离在舍入误差之内：{entries}⟨ 等（另有 {more} 个）⟩；"
    "在此规模下不比较左右导数，采用 PyTorch 的约定",
    "kinks-unsettled": "{count} 个元素位于尖点，或与尖点的距离在舍入误差之内；在此规模下无法得知 --kink {convention}"
    " 取何值，可以用 --kink torch",
    "entry-refused": "{entry} 在此处不可导：左导数为 {left}，右导数为 {right}；用 --kink torch、left 或 right 选定一个",
    "matrix-nearly-singular": "{function} 的矩阵在舍入误差之内为奇异矩阵：由它算出的数字没有意义",
    "derivatives-not-finite": "{count} 个导数为无穷大：{entries}⟨ 等（另有 {more} 个）⟩",
    "derivatives-not-found": "{count} 个导数无定义，或只能由极限得出，而在此规模下不求极限："
    "{entries}⟨ 等（另有 {more} 个）⟩",
    "taken-for-zero": "{expression}⟨（以及另外 {more} 个数）⟩的前 200 位数字均为 0，但无法证明其恰好等于 0：按 0 处理",
    "taken-for-equal": "{expression}⟨（以及另外 {more} 处）⟩取决于一个前 200 位数字均为 0 的数，"
    "但无法证明其恰好等于 0：按 0 处理",
    "check-kinks": "各约定在尖点处给出的值",
    "check-kinks-remark": "（left、right 即左导数与右导数）",
    "check-no-kinks": "该点处没有任何元素位于尖点：各约定给出的值相同",
    "heading-kink": "尖点",
    "check-refused": "拒绝给出",
}

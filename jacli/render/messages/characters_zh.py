"""Chinese: characters that show nothing, or are none."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "control-character": "{code} 是控制字符，程序文本中不允许出现；请删除",
    "invisible-character": "{code}（{title}）是不可见字符，不属于本语言；请删除",
    "undecoded-byte": "⟨字节 {byte} ⟩（{code}）不是 UTF-8 文本；请以 UTF-8 保存或传入文本",
}

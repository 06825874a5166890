"""Chinese: the command line."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "operation-missing": "要做哪种操作？{option} 可用于：{operations}",
    "operation-unknown": "没有 {name} 这一操作⟨；是否指 {suggestion}？⟩（操作有：{operations}；例如：jacli show EXPR）",
    "option-unknown": "没有 {option} 这一选项⟨；是否指 {suggestion}？⟩（以 -- 开头的表达式要写在单独的参数 -- 之后）",
    "option-elsewhere": "{operation} 没有 {option} 这一选项；它可用于：{operations}",
    "option-needs-value": "{option} 需要一个值",
    "value-like-option": "{option} 需要一个值，而 {value} 看起来是选项；以 -- 开头的值要加圆括号",
    "option-choice": "{option} 不能取 {value}⟨；是否指 {suggestion}？⟩（可取：{names}）",
    "option-takes-no-value": "{option} 不带值",
    "option-whole-number": "{option} 需要一个不小于 1 的整数，而不是 {value}",
    "option-seconds": "{option} 需要一个大于 0 的秒数，而不是 {value}",
    "option-bytes": "{option} 需要一个字节数，例如 512M 或 2G，而不是 {value}",
    "option-memory": "{option} 至少为 {least}，因为所用的库需要这么多内存；{value} 太小",
    "command-line": "无法理解命令行：{reason}",
    "options-exclusive": "{option} 与 {other} 互相矛盾",
    "stdin-closed": "没有可读的标准输入",
    "stdout-closed": "没有可写的标准输出",
    "stdout-unwritable": "无法写到标准输出⟨：{reason}⟩",
    "program-builtin": "没有给出表达式：以下是内置示例（{program}）",
    "program-project": "没有给出表达式：以下是 {path} 中的问题",
    "output-is-picture": "{path} 是图片的文件名，图片用 --picture {path} 绘制；--output 写出的是文本，"
    "若要保留此文件名，请用 --format 指明格式",
    "file-written": "已写入 {path}",
    "function-unknown": "没有函数 {name}⟨；是否指 {suggestion}？⟩",
}

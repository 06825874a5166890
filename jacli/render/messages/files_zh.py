"""Chinese: files that hold what they should not."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "pipe-without-reader": "没有程序在读取管道 {path}；请先启动读取它的程序，例如 cat {path}",
    "path-empty": "文件路径为空；请输入文件名",
    "npy-header": "{path} 无法读取其文件头；请用 `numpy.save` 重新保存",
    "file-integer": "{path} 含有超过 {limit} 位的整数；请改写为带引号的文本",
    "file-elements": "{path} 含有超过 {limit} 个值；--max-elements 可提高上限",
    "toml-key": "{path}：某个键由超过 {limit} 个以点相连的名称组成",
}

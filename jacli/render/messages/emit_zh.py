"""其他库的代码的文字。"""

TEXTS = {
    "library-lacks": "{library} 没有 {function}；请用 --as 另选一个库",
    "library-needs-point": "{library} 代码需要具体数值；请用 --at 给出",
}

"""热图与图片的文字。"""

TEXTS = {
    "heat-map": "共 {rows}×{columns} 个元素；每格表示 {tall}×{wide} 个元素中绝对值最大者（不加 --heat 则印出数值）",
    "heat-linear": "蓝色为负，红色为正",
    "heat-logarithmic": "蓝色为负，红色为正；各级颜色按等比划分",
    "heat-undefined": "未定义",
    "heat-colourless": "--heat 要用颜色显示，而此处没有颜色；`--color always` 可强制使用颜色",
    "picture-unknown": "图片文件名须以 .svg 或 .html 或 .png 结尾，不能是 {name}",
    "picture-needs-library": "{kind} 图片需要软件包 {library}；请键入 `pip install {library}`",
    "picture-without-font": "本系统没有可用于绘制 PNG 图片的字体；SVG 与 HTML 不需要字体",
    "picture-too-long": "图片有 {lines} 行，超过上限 {limit}；请减少要显示的元素",
    "picture-written": "已写入 {path}",
}

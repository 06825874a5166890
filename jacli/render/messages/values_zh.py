"""Chinese: values, points, weights, shapes, and the files they come from."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # one value
    "empty-value": "⟨{text} 中⟩缺少值",
    "comma-between-values": "多个值之间用逗号隔开；请写 {example}",
    "colon-after-name": "名称与值之间用 =；请写 {example}",
    "value-without-name": "{text} 的 = 前面没有名称",
    "value-not-finite": "⟨{name}：⟩{text} 不是有限的数",
    "value-complex": "{name}：{text} 是复数；jacli 只用实数计算",
    "value-type": "{name}：{type} 不能作为值；值可以是数、文本、嵌套列表和数组",
    "value-undefined": "{text} 未定义",
    "value-is-condition": "{text} 是条件，不是数",
    "ragged-value": "⟨{name}：⟩嵌套列表各行的长度不一致",
    # points
    "bare-and-named": "{text} 没有名称，而其他值有名称；请全部写出名称，或全部不写",
    "bare-after-named": "{text} 没有名称，而它前面的值有名称；数组请写 {example}",
    "value-twice": "{name} 给出了两次：{first} 和 {second}",
    "no-inputs": "没有输入，而 --at 给出了 {given} 个值；请在需要代入值的地方写上名称，例如 x",
    "missing-values": "有 {count} 个输入（{inputs}），给出了 {given} 个值；缺少 {missing}。可写 --at {example}",
    "too-many-values": "值太多：给出了 {given} 个，输入有：{inputs}；多出 {extra}。可写 --at {example}",
    "unknown-input": "{option}：{name} ⟨（{letters}）⟩不是输入⟨；是否指 {suggestion}？⟩（输入有：{inputs}）",
    "assigned-not-input": "{option}：{name} 在程序中被赋值，因此不是输入⟨（输入有：{inputs}）⟩；"
    "去掉该赋值才能另给 {name} 的值",
    "bound-by-name": "未写名称的值按输入名称的顺序代入：{bound}⟨ 等（另有 {more} 个）⟩；"
    "--vars {vars} 则按文本中出现的顺序",
    "without-inputs": "这里没有输入，因此没有可求导的变量；"
    "请在需要代入值的地方写上名称，例如 x，并用 --at x=1 给出它的值",
    "assigned-inputs": "这里没有输入，因此没有可求导的变量：{name} 在程序中被赋值；去掉该赋值，并写 --at {example}",
    # names and shapes
    "empty-name": "{option}：逗号之间缺少名称",
    "name-twice": "{option}：{name} 列出了两次",
    "shape-text": "--shape：{text} 不是形状；请写 {example}，向量写 x=4，标量写 s=()",
    "shape-lengths": "{name}：形状是由长度组成的元组，长度是不小于 0 的整数，例如 (2, 3) 或 ()",
    "shape-and-value": "{name} 由 --shape 给出的形状是 {shape}，而它的值的形状是 {given}",
    # weights and directions
    "unknown-slot": "{option} 中没有 {name}⟨；是否指 {suggestion}？⟩（可用的有：{names}）。可写 {option} {example}",
    "weight-shape": "{name} 的形状是 {shape}，而给出的值的形状是 {given}",
    "missing-weights": "{option}：需要 {count} 个（{names}），给出了 {given} 个；缺少 {missing}。"
    "可写 {option} {example}",
    "too-few-weights": "{option}：需要 {count} 个（对应 {names}），给出了 {given} 个。可写 {option} {example}",
    "too-many-weights": "{option}：需要 {count} 个（对应 {names}），给出了 {given} 个。可写 {option} {example}",
    "weights-grouped": "{option}：请给出 {count} 个数的一个列表，或按各自的形状给出 {names} 每个一项。"
    "可写 {option} {example}",
    # files
    "file-without-path": "@ 后面需要文件路径：@point.json",
    "file-has-names": "{path} 按名称给出了多个值（{names}），而不是 {name} 的一个值；请写 --at @{path}",
    "file-kind": "{path}：值只能从扩展名为 {kinds} 的文件读取",
    "file-is-folder": "{path} 是目录",
    "file-empty": "{path} 是空文件",
    "file-too-large": "{path} 超过 {limit} 字节；--max-source 可提高上限",
    "file-utf16": "{path} 不是 UTF-8，似乎是 UTF-16；请存为 UTF-8",
    "file-not-utf8": "{path} 不是 UTF-8：偏移 {position} 处的字节是 {byte}",
    "file-too-deep": "{path}：括号嵌套太深",
    "file-invalid": "{path} 不是有效的 {kind}：{reason}",
    "file-name-twice": "{path}：{name} 给出了两次",
    "npy-type": "{path} 的类型是 {dtype}；只能读取实数数组",
    "csv-point-rows": "{path}：名称行下面必须恰有一行值，而这里有 {count} 行",
    "csv-row-length": "{path} 第 {line} 行有 {found} 格，而第一行有 {expected} 格",
    "csv-empty-cell": "{path} 第 {line} 行第 {column} 格是空的",
    "text-not-unicode": "{path}：文本中有不能写成 UTF-8 的字符",
    # problem files
    "stdin-twice": "标准输入只能读取一次；这里 - 出现了两次",
    "problem-key": "{path}：没有键 {key}⟨；是否指 {suggestion}？⟩（键有：{keys}）",
    "problem-without-program": "{path}：键 program 缺失或为空",
    "problem-needs-strings": "{path}：{key} 必须是字符串或字符串列表，不能是 {found}",
    "problem-needs-values": "{path}：{key} 必须是字符串、数，或由它们组成的列表或表，不能是 {found}",
    "problem-needs-count": "{path}：{key} 应是不小于 1 的整数，而不是 {found}",
    "problem-needs-lengths": "{path}：{key} 必须是 2x3 这样的文本，或长度的列表，不能是 {found}",
}

"""English: values, points, weights, shapes, and the files they come from."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # one value
    "empty-value": "there is no value⟨ in {text}⟩",
    "comma-between-values": "values are parted by commas; type {example}",
    "colon-after-name": "a value follows its name and =; type {example}",
    "value-without-name": "{text} has no name before its =",
    "value-not-finite": "⟨{name}: ⟩{text} is not a finite number",
    "value-complex": "{name}: {text} is complex; jacli computes with real numbers",
    "value-type": "{name}: a value cannot be made of {type}; numbers, texts, nested lists and arrays are values",
    "value-undefined": "{text} is undefined",
    "value-is-condition": "{text} is a condition, not a number",
    "ragged-value": "⟨{name}: ⟩the nested lists are not rectangular",
    # points
    "bare-and-named": "{text} has no name, but other values have; name all of them or none",
    "bare-after-named": "{text} has no name, but the value before it has; for an array type {example}",
    "value-twice": "{name} is given twice: {first} and {second}",
    "no-inputs": "there are no inputs, but {given} given by --at; type a name, such as x, where a value is to go",
    "missing-values": "{count} inputs ({inputs}), {given} given; missing {missing}. Try --at {example}",
    "too-many-values": "too many values: {given} given, inputs: {inputs}; left over {extra}. Try --at {example}",
    "unknown-input": "{option}: {name} ⟨({letters}) ⟩is no input⟨; did you mean {suggestion}?⟩ (inputs: {inputs})",
    "assigned-not-input": "{option}: {name} is assigned by the program, so it is no input⟨ (inputs: {inputs})⟩;"
    " leave the assignment out to give {name} a value",
    "bound-by-name": "values without names go to the inputs in the order of their names: {bound}⟨ and {more} more⟩;"
    " --vars {vars} takes them in the order of the text",
    "without-inputs": "nothing here is an input, so there is nothing to differentiate by; type a name, such as x, where"
    " a value is to go, and its value by --at x=1",
    "assigned-inputs": "nothing here is an input, so there is nothing to differentiate by: {name} is assigned by the"
    " program; leave that assignment out and type --at {example}",
    # names and shapes
    "empty-name": "{option}: there is no name between the commas",
    "name-twice": "{option}: {name} is listed twice",
    "shape-text": "--shape: {text} is no shape; type {example}, x=4 for a vector, s=() for a scalar",
    "shape-lengths": "{name}: a shape is a tuple of lengths, whole numbers of at least 0, such as (2, 3) or ()",
    "shape-and-value": "{name} has the shape {shape} by --shape, and its value has {given}",
    # weights and directions
    "unknown-slot": "there is no {name} for {option}⟨; did you mean {suggestion}?⟩ (there are: {names})."
    " Try {option} {example}",
    "weight-shape": "{name} has the shape {shape}, and what is given has {given}",
    "missing-weights": "{option}: {count} needed ({names}), {given} given; missing {missing}. Try {option} {example}",
    "too-few-weights": "{option}: {count} needed (for {names}), {given} given. Try {option} {example}",
    "too-many-weights": "{option}: {count} needed (for {names}), {given} given. Try {option} {example}",
    "weights-grouped": "{option}: one list of {count} numbers, or one item for each of {names} in its shape."
    " Try {option} {example}",
    # files
    "file-without-path": "@ needs the path of a file after it: @point.json",
    "file-has-names": "{path} gives several values by name ({names}), not one for {name}; type --at @{path}",
    "file-kind": "{path}: values are read from files that end in {kinds}",
    "file-is-folder": "{path} is a folder",
    "file-empty": "{path} is empty",
    "file-too-large": "{path} is longer than {limit} bytes; --max-source raises the limit",
    "file-utf16": "{path} is not UTF-8 but, it seems, UTF-16; save it as UTF-8",
    "file-not-utf8": "{path} is not UTF-8: byte {byte} at offset {position}",
    "file-too-deep": "{path}: brackets are nested too deep",
    "file-invalid": "{path} is no valid {kind}: {reason}",
    "file-name-twice": "{path}: {name} is given twice",
    "npy-type": "{path} holds {dtype}; arrays of real numbers can be read",
    "csv-point-rows": "{path}: below a line of names there must be one line of values, there are {count}",
    "csv-row-length": "{path}, line {line}: {found} cells, the first line has {expected}",
    "csv-empty-cell": "{path}, line {line}: cell {column} is empty",
    "text-not-unicode": "{path}: the text holds characters that cannot be written as UTF-8",
    # problem files
    "stdin-twice": "standard input can be read once; - stands twice",
    "problem-key": "{path}: there is no key {key}⟨; did you mean {suggestion}?⟩ (keys: {keys})",
    "problem-without-program": "{path}: the key program is missing or empty",
    "problem-needs-strings": "{path}: {key} must be a string or a list of strings, not {found}",
    "problem-needs-values": "{path}: {key} must be a string, numbers or a table of them, not {found}",
    "problem-needs-count": "{path}: {key} takes a whole number of at least 1, not {found}",
    "problem-needs-lengths": "{path}: {key} must be texts such as 2x3 or lists of lengths, not {found}",
}

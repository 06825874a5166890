"""Texts about heat maps and pictures."""

TEXTS = {
    "heat-map": "{rows}×{columns} entries; a cell is the largest of {tall}×{wide} (numbers: without --heat)",
    "heat-linear": "blue below zero, red above",
    "heat-logarithmic": "blue below zero, red above; steps of equal ratio",
    "heat-undefined": "undefined",
    "heat-colourless": "--heat shows colours, and there are none here; --color always forces them",
    "picture-unknown": "a picture is .svg, .html or .png, not {name}",
    "picture-needs-library": "{kind} pictures need the package {library}; type: pip install {library}",
    "picture-without-font": "this system has no font to draw a .png picture with; .svg and .html need none",
    "picture-too-long": "a picture of {lines} lines is beyond the limit of {limit}; ask for fewer entries",
    "picture-written": "wrote {path}",
}

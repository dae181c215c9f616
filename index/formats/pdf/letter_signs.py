"""Signs that PDFium gives for letters, as they are read."""

# What symbol fonts have for bullets and boxes.
SYMBOLS = {
    0xF0B7: "•",
    0xF0A7: "▪",
    0xF06E: "■",
    0xF0D8: "‣",
    0xF076: "•",
    0xF0E0: "→",
    0xF0FC: "✓",
    0xF0FE: "☒",
    0xF078: "☒",
    0xF0A8: "☐",
    0xF06F: "☐",
    0xF071: "☐",
}
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st"}
# What PDFium puts for a hyphen at the end of a line.
LINE_HYPHENS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"}
SIGNS = SYMBOLS | LIGATURES | LINE_HYPHENS
# What it gives for a letter of a font that does not say which one it is.
UNKNOWN = frozenset({0x00, 0xFFFD, *range(0xE000, 0xF900)})

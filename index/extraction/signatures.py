"""What a file is by its first bytes, where its name says something else."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-"
ZIP = b"PK\x03\x04"

# How files begin that could pass for text, or whose kind is worth telling; and their usual ending.
TOLD = (
    (PDF, "a PDF", ".pdf"),
    (b"{\\rtf", "an RTF text", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", ".png"),
    (b"\xff\xd8\xff", "a JPEG picture", ".jpg"),
)
# What must be within the first bytes of these. Some programs put something before it.
OFFICE = (ZIP, OLD_OFFICE)
NEEDED = {".pdf": (PDF,), ".docx": OFFICE, ".xlsx": OFFICE, ".xlsm": OFFICE}
FIRST_BYTES = 1024
# Parts that only these hold, whose names stand in the file as they are.
PARTS = (
    (b"word/document", "a Word file", (".docx",)),
    (b"xl/workbook", "an Excel file", (".xlsx", ".xlsm")),
    (b"ppt/presentation", "a PowerPoint file", ()),
)


def mislabelled(suffix: str, data: bytes) -> str | None:
    """Why a file is not what its ending says, as the end of a sentence, or None."""
    first = data[:FIRST_BYTES]
    for beginning, what, usual in TOLD:
        if first.startswith(beginning) and suffix != usual:
            return f"it is {what}, whatever its name says"
    if suffix in NEEDED and not any(mark in first for mark in NEEDED[suffix]):
        return f"it is no {suffix} file, whatever its name says"
    if NEEDED.get(suffix) == OFFICE:
        kinds = [(what, suffixes) for part, what, suffixes in PARTS if part in data]
        if kinds and not any(suffix in suffixes for _, suffixes in kinds):
            return f"it is {kinds[0][0]}, whatever its name says"
    return None

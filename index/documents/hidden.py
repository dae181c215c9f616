"""Files and folders that are passed over without a word: hidden ones, and what programs leave."""

import re

# Locks of office programs, what systems note about a folder, what a synchroniser or an archive
# of another system puts beside files.
LEFT_BEHIND = re.compile(
    r"~\$.*|~lock\..*#|thumbs\.db|ehthumbs(_vista)?\.db|desktop\.ini|icon\r|lost\+found"
    r"|\$recycle\.bin|system volume information|__macosx",
    re.IGNORECASE | re.DOTALL,
)


def is_hidden(name: str) -> bool:
    """Whether a name, without its folder, is of something that is nobody's document."""
    return name.startswith(".") or LEFT_BEHIND.fullmatch(name) is not None

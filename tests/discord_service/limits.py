"""Discord's documented limits that its OpenAPI description does not hold, or holds too loosely.

Lengths are counted in UTF-16 code units: some of Discord's clients count those, its servers count
code points, so a text that fits here fits everywhere. Nothing is trimmed before it is counted; to
be empty, a text may hold white space only.
"""

from datetime import datetime
from urllib.parse import urlsplit

CONTENT = 2000
EMBEDS_TOGETHER = 6000
ROWS, BUTTONS_A_ROW = 5, 5
COMPONENTS_V2 = 1 << 15
MAX_FILES, MAX_FILE_BYTES = 10, 10 * 1024 * 1024
EMBED = {"title": 256, "description": 4096}
BUTTON_LABEL, CUSTOM_ID, THREAD_NAME, MODAL_TITLE, FIELDS = 80, 100, 100, 45, 25
# Ephemeral, suppressed embeds or notifications, components v2: what an application may set.
FLAGS = {"message": 1 << 2 | 1 << 12 | COMPONENTS_V2}
FLAGS["interaction"] = FLAGS["message"] | 1 << 6


def length(text):
    """How long a text is, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_problems(data, flags="message"):
    """What Discord refuses in a message that is created or edited: (path, code, text) each."""
    problems = []
    _text(problems, data.get("content"), CONTENT, ("content",))
    embeds = data.get("embeds") or []
    for number, embed in enumerate(embeds):
        problems += _embed_problems(embed, ("embeds", number))
    together = sum(_embed_length(embed) for embed in embeds)
    if together > EMBEDS_TOGETHER:
        text = f"Embed size exceeds maximum size of {EMBEDS_TOGETHER} ({together})"
        problems.append((("embeds",), "MAX_EMBED_SIZE_EXCEEDED", text))
    problems += component_problems(data.get("components") or [])
    unknown = (data.get("flags") or 0) & ~FLAGS[flags]
    if unknown:
        text = f"flags {unknown} cannot be set by an application here"
        problems.append((("flags",), "INVALID_FLAGS", text))
    return problems


def is_empty(content, embeds, components, attachments):
    """Whether there is nothing to show."""
    return not (content and content.strip()) and not (embeds or components or attachments)


def file_problems(data, files):
    """Files against the attachments that a body announces."""
    announced = {str(entry.get("id")) for entry in data.get("attachments") or []}
    problems = [
        (("attachments",), "ATTACHMENT_NOT_FOUND", f"files[{name}] is not among the attachments")
        for name in files
        if announced and name not in announced
    ]
    if len(files) > MAX_FILES:
        problems.append(
            (("files",), "BASE_TYPE_BAD_LENGTH", f"{len(files)} files, {MAX_FILES} fit")
        )
    for name, (_, content, _) in files.items():
        if len(content) > MAX_FILE_BYTES:
            problems.append((("files", name), "TOO_LARGE", f"{len(content)} bytes are too many"))
    return problems


def component_problems(rows):
    """Rows of buttons and selects (components of the first version)."""
    problems = []
    if all(row["type"] == 1 for row in rows) and len(rows) > ROWS:
        problems.append((("components",), "BASE_TYPE_BAD_LENGTH", f"{len(rows)} rows, {ROWS} fit"))
    seen = set()
    for place, part in _walk(rows, ("components",)):
        custom_id = part.get("custom_id")
        if custom_id is not None:
            _text(problems, custom_id, CUSTOM_ID, (*place, "custom_id"))
            if custom_id in seen:
                text = f"Component custom id cannot be duplicated: {custom_id}"
                code = "COMPONENT_CUSTOM_ID_DUPLICATED"
                problems.append(((*place, "custom_id"), code, text))
            seen.add(custom_id)
        if part["type"] == 1:
            inner = part["components"]
            if len(inner) > BUTTONS_A_ROW or (
                len(inner) > 1 and any(entry["type"] in (3, 5, 6, 7, 8) for entry in inner)
            ):
                text = f"a row of {len(inner)} is too wide"
                problems.append((place, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text))
        if part["type"] == 2:
            problems += _button_problems(part, place)
    return problems


def _walk(parts, place):
    for number, part in enumerate(parts):
        here = (*place, number)
        yield here, part
        for key in ("components", "component", "accessory"):
            inner = part.get(key)
            if isinstance(inner, list):
                yield from _walk(inner, (*here, key))
            elif isinstance(inner, dict):
                yield from _walk([inner], (*here, key))


def _button_problems(button, place):
    problems = []
    _text(problems, button.get("label"), BUTTON_LABEL, (*place, "label"))
    if not button.get("label") and not button.get("emoji") and button["style"] != 6:
        text = "A button needs a label or an emoji"
        problems.append(((*place, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", text))
    if button["style"] == 5:
        _url(problems, button.get("url"), ("http", "https", "discord"), (*place, "url"))
        if not button.get("url") or button.get("custom_id"):
            text = "A link button has a URL and no custom id"
            problems.append((place, "BUTTON_COMPONENT_INVALID_URL", text))
    elif (not button.get("custom_id") and button["style"] != 6) or button.get("url"):
        text = "A custom id is required, and no URL"
        problems.append((place, "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", text))
    return problems


def _embed_problems(embed, place):
    problems = []
    for key, most in EMBED.items():
        _text(problems, embed.get(key), most, (*place, key))
    author, footer = embed.get("author") or {}, embed.get("footer") or {}
    _text(problems, author.get("name"), 256, (*place, "author", "name"))
    _text(problems, footer.get("text"), 2048, (*place, "footer", "text"))
    for number, entry in enumerate(embed.get("fields") or []):
        here = (*place, "fields", number)
        _text(problems, entry["name"], 256, (*here, "name"))
        _text(problems, entry["value"], 1024, (*here, "value"))
        for key in ("name", "value"):
            if not entry[key].strip():
                problems.append(((*here, key), "BASE_TYPE_REQUIRED", "This field is required"))
    _url(problems, embed.get("url"), ("http", "https"), (*place, "url"))
    _url(problems, author.get("url"), ("http", "https"), (*place, "author", "url"))
    for key in ("image", "thumbnail"):
        url = (embed.get(key) or {}).get("url")
        _url(problems, url, ("http", "https", "attachment"), (*place, key, "url"))
    if embed.get("timestamp") is not None:
        try:
            datetime.fromisoformat(embed["timestamp"])
        except ValueError:
            text = f"Could not parse {embed['timestamp']}"
            problems.append(((*place, "timestamp"), "DATE_TIME_TYPE_PARSE", text))
    shown = ("title", "description", "fields", "author", "footer", "image", "thumbnail")
    if not any(embed.get(key) for key in shown):
        problems.append(((*place, "description"), "BASE_TYPE_REQUIRED", "This field is required"))
    return problems


def _embed_length(embed):
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("author") or {}).get("name"), (embed.get("footer") or {}).get("text")]
    for entry in embed.get("fields") or []:
        parts += [entry["name"], entry["value"]]
    return sum(length(part) for part in parts if part)


def modal_problems(data):
    """What Discord refuses in a modal."""
    problems = component_problems(data["components"])
    _text(problems, data["title"], MODAL_TITLE, ("title",))
    if len(data["components"]) > 5:
        text = f"{len(data['components'])} parts, 5 fit"
        problems.append((("components",), "BASE_TYPE_BAD_LENGTH", text))
    return problems


def thread_problems(data):
    """What Discord refuses in a new or renamed thread."""
    problems = []
    if data.get("name") is not None:
        _text(problems, data["name"], THREAD_NAME, ("name",))
        if not data["name"].strip():
            problems.append((("name",), "BASE_TYPE_REQUIRED", "This field is required"))
    return problems


def _text(problems, text, most, place):
    if text and length(text) > most:
        told = f"Must be {most} or fewer in length ({length(text)} UTF-16 code units)."
        problems.append((place, "BASE_TYPE_MAX_LENGTH", told))


def _url(problems, url, schemes, place):
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in schemes:
        text = f"Scheme {parts.scheme!r} is not supported: {url}"
        problems.append((place, "URL_TYPE_INVALID_SCHEME", text))
    elif not parts.netloc or any(character.isspace() for character in url):
        problems.append((place, "URL_TYPE_INVALID_URL", f"Not a well formed URL: {url}"))

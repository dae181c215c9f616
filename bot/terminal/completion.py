"""What Tab completes at the prompt: commands, and documents where one is wanted."""

from collections.abc import Iterator
from contextlib import suppress

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.settings import Settings
from bot.terminal.documents import listed
from bot.terminal.session import COMMANDS_HELP
from index.access import Audience
from index.errors import QuothError

OPEN = ":open "
COMMANDS = tuple(dict.fromkeys(name.partition(" ")[0] for name, _ in COMMANDS_HELP))


class PromptCompleter(Completer):
    """Completes by the index as it is when Tab is pressed."""

    def __init__(self, settings: Settings, audience: Audience) -> None:
        self._settings, self._audience = settings, audience

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        """What the text before the cursor may go on with."""
        text = document.text_before_cursor
        if text.startswith(OPEN):
            begun = text[len(OPEN) :]
            yield from (
                Completion(path, -len(begun)) for path in self._paths() if path.startswith(begun)
            )
        elif text.startswith(":"):
            for name in COMMANDS:
                if name.startswith(text):
                    yield Completion(f"{name} " if f"{name} " == OPEN else name, -len(text))

    def _paths(self) -> list[str]:
        with suppress(QuothError):
            return [one.path for one in listed(self._settings, self._audience)[0]]
        return []

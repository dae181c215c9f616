"""What a made document says, before a format gives it a form."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.corpus.tools.truth import Kind, Known
from benchmarks.corpus.tools.words import Words

Form = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences after each other; a quotation is set off."""

    sentences: list[str]
    quotation: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list with one or two sentences an item."""

    items: list[list[str]]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a short name, a figure and a sentence, below their headings."""

    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with a sentence as its caption."""

    caption: str


Part = Paragraph | Items | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """Parts below a heading; `level` 1 is just below the title."""

    level: int
    heading: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Story:
    """A title, parts before the first heading, and sections in order."""

    title: str
    lead: list[Part]
    sections: list[Section] = field(default_factory=list)

    def known(self) -> list[Known]:
        """Every sentence in order, with the headings above it."""
        found = [known for part in self.lead for known in _known(part, [])]
        path: list[tuple[int, str]] = []
        for section in self.sections:
            path = [*((level, name) for level, name in path if level < section.level)]
            path.append((section.level, section.heading))
            headings = [name for _, name in path]
            found += [known for part in section.parts for known in _known(part, headings)]
        return found

    def aside(self) -> list[str]:
        """Headings and the short cells of tables."""
        cells = [
            cell
            for part in self.parts()
            if isinstance(part, Table)
            for row in [part.header, *part.rows]
            for cell in row
        ]
        return [self.title, *(section.heading for section in self.sections), *cells]

    def parts(self) -> Iterator[Part]:
        """All parts in order."""
        yield from self.lead
        for section in self.sections:
            yield from section.parts

    def formed(self, sentence: Form, heading: Form = lambda words: words) -> "Story":
        """The same with its sentences, cells and headings written in a format's own marks."""
        return Story(
            heading(self.title),
            [_formed(part, sentence) for part in self.lead],
            [
                Section(one.level, heading(one.heading), [_formed(p, sentence) for p in one.parts])
                for one in self.sections
            ],
        )


def story(
    words: Words,
    *,
    sections: tuple[int, int] = (2, 5),
    deep: bool = True,
    tables: bool = True,
    pictures: bool = False,
    longest: int = 400,
) -> Story:
    """A story of so many sections, some of them below others."""
    draw = words.random
    kinds = [_paragraph, _paragraph, _paragraph, _items]
    kinds += [_table] if tables else []
    kinds += [_picture] if pictures else []

    def parts(fewest: int, most: int) -> list[Part]:
        chosen = [draw.choice(kinds) for _ in range(draw.randint(fewest, most))]
        return [_paragraph(words, longest), *(kind(words, longest) for kind in chosen)]

    found: list[Section] = []
    names: set[str] = set()
    for _ in range(draw.randint(*sections)):
        level = draw.choice((1, 1, 2, 3)) if found and deep else 1
        level = min(level, found[-1].level + 1) if found else 1
        name = words.topic()
        while name in names:
            name = words.topic()
        names.add(name)
        found.append(Section(level, name, parts(0, 3)))
    return Story(words.title(), parts(0, 1), found)


def _paragraph(words: Words, longest: int) -> Part:
    if words.random.random() < 0.07:
        return Paragraph([words.sentence(longest)], quotation=True)
    return Paragraph(words.sentences(1, 5, longest))


def _items(words: Words, longest: int) -> Part:
    draw = words.random
    return Items(
        [words.sentences(1, draw.choice((1, 1, 1, 2)), longest) for _ in range(draw.randint(2, 5))],
        ordered=draw.random() < 0.4,
    )


def _table(words: Words, longest: int) -> Part:
    rows = [
        [words.name(), words.filled("{n}"), words.sentence(min(longest, 120))]
        for _ in range(words.random.randint(2, 4))
    ]
    header = words.random.choice(
        (["Name", "Number", "Remark"], ["Place", "Count", "Notes"], ["Part", "Price", "What it is"])
    )
    return Table(header, rows)


def _picture(words: Words, longest: int) -> Part:
    return Picture(words.sentence(min(longest, 160)))


def _known(part: Part, headings: Sequence[str]) -> Iterator[Known]:
    def one(words: str, kind: Kind) -> Known:
        return Known(words, kind, {"headings": list(headings)})

    match part:
        case Paragraph(sentences):
            yield from (one(words, "text") for words in sentences)
        case Items(items):
            yield from (one(words, "item") for item in items for words in item)
        case Table(_, rows):
            yield from (one(row[-1], "cell") for row in rows)
        case Picture(caption):
            yield one(caption, "caption")


def _formed(part: Part, form: Form) -> Part:
    match part:
        case Paragraph(sentences, quotation):
            return Paragraph([form(words) for words in sentences], quotation)
        case Items(items, ordered):
            return Items([[form(words) for words in item] for item in items], ordered)
        case Table(header, rows):
            return Table(header, [[*row[:-1], form(row[-1])] for row in rows])
        case Picture(caption):
            return Picture(form(caption))


def texts(part: Part) -> list[list[str]]:
    """The sentences of a part, paragraph by paragraph."""
    match part:
        case Paragraph(sentences):
            return [sentences]
        case Items(items):
            return items
        case Table(_, rows):
            return [[row[-1]] for row in rows]
        case Picture(caption):
            return [[caption]]

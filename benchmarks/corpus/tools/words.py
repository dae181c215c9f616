"""Invented words for made documents: sentences that occur nowhere else, headings, furniture."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

SLOT = re.compile(r"\{(\w)\}")
ONSETS_LISTED = "b br c ch d dr f fl g gr h j k kl l m n p pr r s sk st t tr v w z"
ONSETS = ONSETS_LISTED.split()
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ie", "ou"]
CODAS = ["", "", "n", "r", "l", "s", "rn", "lt", "nd", "sk", "m", "th"]
FIRST_LISTED = (
    "Ada Björn Chloë Dmitri Edda Farouk Greta Håkon Ines Jonas Katya Łukasz Mirjam Noël Orla "
    "Petra Quentin Rhian Søren Tomás Ulla Viktor Wanda Xenia Yusuf Zoë Ann Ben Carla Dan Eve "
    "Karl"
)
FIRST = FIRST_LISTED.split()
MONTHS_LISTED = (
    "January February March April May June July August September October November December"
)
MONTHS = MONTHS_LISTED.split()
THINGS_LISTED = (
    "brass lantern|ferry timetable|glass house|grain store|harbour crane|ice cellar|"
    "clock tower|kiln|lead pipe|map room|night bus|oak press|pump station|quarry road|"
    "rope walk|salt pan|tide gauge|upper lock|vine terrace|water meter|weighbridge|wind pump|"
    "boat shed|copper vat"
)
THINGS = THINGS_LISTED.split("|")
PEOPLE_LISTED = (
    "archivist bookbinder brewer carpenter clockmaker conductor engineer gardener glazier "
    "librarian mason miller nurse pilot potter printer surveyor teacher warden weaver"
)
PEOPLE = PEOPLE_LISTED.split()
VERBS_LISTED = (
    "repaired measured painted moved sold opened inspected rebuilt photographed catalogued "
    "cleaned restored insured registered described"
)
VERBS = VERBS_LISTED.split()
TOPICS_LISTED = (
    "Access|Background|Before you start|Care and cleaning|Contacts|Costs|Delivery|"
    "Early years|Equipment|Frequently asked questions|Further reading|How it works|"
    "Installation|Introduction|Limits|Location|Maintenance|Materials|Members|Methods|"
    "Next steps|Opening hours|Overview|People|Planning|Prices|Results|Rules|Safety|Scope|"
    "Summary|Terms|The building today|Troubleshooting|What to bring|What changed?|"
    "Who may apply|Work in progress"
)
TOPICS = TOPICS_LISTED.split("|")
HEADLINES = (
    "{o} to close {w} after {n} years",
    "Why {t} wants a new {w}",
    "{p} named {j} of the year in {t}",
    "Ten things you never knew about {t}",
    "{t} council backs plan for {n} homes",
    "{w} sells for {m} at auction",
    "How {s} built a {w} in {n} days",
    "Fears grow over {w} as {o} cuts jobs",
    "In pictures: the {w} of {t}",
    "Letters: {s} should never have sold the {w}",
)


@dataclass(slots=True)
class Words:
    """A source of invented words. The same seed and templates give the same words, always.

    Templates hold slots: {p} a person, {s} a surname, {t} a place, {o} an organisation, {w} a
    thing, {j} a trade, {v} what was done, {n} a number, {x} a decimal number, {y} a year, {d} a
    day, {m} an amount of money.
    """

    random: random.Random
    templates: Sequence[str]
    used: set[str] = field(default_factory=set)

    def name(self) -> str:
        """An invented name of two or three syllables."""
        draw = self.random
        count = draw.choice((2, 2, 2, 3))
        parts = [draw.choice(ONSETS) + draw.choice(VOWELS) for _ in range(count)]
        return ("".join(parts) + draw.choice(CODAS)).capitalize()

    def place(self) -> str:
        """An invented place."""
        form = self.random.choice(
            ("{}", "{}", "Port {}", "{} Bay", "{}wick", "{}-on-Sea", "St. {}", "Ny-{}", "Mt. {}")
        )
        return form.format(self.name())

    def person(self) -> str:
        """An invented person, sometimes with a title or initials."""
        draw = self.random
        form = draw.choice(
            ("{f} {s}",) * 6 + ("Dr. {s}", "Prof. {s}", "Mrs. {s}", "{i}. {s}", "{i}. {k}. {s}")
        )
        initials = draw.sample("ABCDEFGHJKLMPRST", 2)
        return form.format(f=draw.choice(FIRST), s=self.name(), i=initials[0], k=initials[1])

    def organisation(self) -> str:
        """An invented company or society."""
        form = self.random.choice(
            (
                "{} Ltd.",
                "{} & Sons",
                "the {} Trust",
                "{} Inc.",
                "{} GmbH",
                "the {} Society",
                "{} Co.",
            )
        )
        return form.format(self.name())

    def topic(self) -> str:
        """A heading that many documents have, or one of its own."""
        if self.random.random() < 0.55:
            return self.random.choice(TOPICS)
        return self.filled(
            self.random.choice(
                (
                    "The {w} of {t}",
                    "{t} and its {w}",
                    "{s}'s method",
                    "Life after {y}",
                    "The {y} rules",
                )
            )
        )

    def title(self) -> str:
        """A document's title."""
        form = self.random.choice(
            (
                "The {w} of {t}",
                "{t}: a short history",
                "A guide to the {w} in {t}",
                "{s}'s report on {t}, {y}",
                "How {t} keeps its {w}",
                "{w}: a handbook",
            )
        )
        words = self.filled(form)
        return words[0].upper() + words[1:]

    def headline(self) -> str:
        """A teaser for another page."""
        words = self.filled(self.random.choice(HEADLINES))
        return self._new(words[0].upper() + words[1:])

    def sentence(self, longest: int = 400) -> str:
        """A sentence that has not been given before, of at most so many characters."""
        while True:
            words = self.filled(self.random.choice(self.templates))
            if len(words) <= longest:
                return self._new(words)

    def sentences(self, fewest: int, most: int, longest: int = 400) -> list[str]:
        """Several sentences."""
        return [self.sentence(longest) for _ in range(self.random.randint(fewest, most))]

    def day(self) -> str:
        """A date as it is written in prose."""
        draw = self.random
        return f"{draw.randint(1, 28)} {draw.choice(MONTHS)} {draw.randint(1850, 2023)}"

    def filled(self, template: str) -> str:
        """A template with its slots filled."""
        words = SLOT.sub(lambda slot: self._slot(slot[1]), template).replace("..", ".")
        return words[0].upper() + words[1:]

    def _slot(self, name: str) -> str:
        """Words for a slot."""
        draw = self.random
        match name:
            case "p":
                return self.person()
            case "s":
                return self.name()
            case "t":
                return self.place()
            case "o":
                return self.organisation()
            case "w":
                return draw.choice(THINGS)
            case "j":
                return draw.choice(PEOPLE)
            case "v":
                return draw.choice(VERBS)
            case "n":
                most = draw.choice((99, 9999, 99999))
                number = draw.randint(max(13, most // 100), most)
                return f"{number:,}" if draw.random() < 0.7 else str(number)
            case "x":
                return f"{draw.uniform(1, 90):.{draw.choice((1, 2))}f}"
            case "y":
                return str(draw.randint(1802, 2023))
            case "d":
                return self.day()
            case _:
                form = draw.choice(("£{:,}", "${:,}.50", "€{:,}", "{:,} kr"))
                return form.format(draw.randint(20, 90000))

    def _new(self, words: str) -> str:
        while words in self.used:
            words = f"{words[:-1]} near {self.place()}{words[-1]}"
        self.used.add(words)
        return words

"""How a firm's quotes look, as plain values that are kept as JSON; the usual design is how they look without one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, get_args

from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.money import excerpt
from salesdesk.domain.quote import HIDEABLE, located
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, Language, _

LogoPlace = Literal["left", "right", "centre", "none"]
Orientation = Literal["auto", "portrait", "landscape"]
BackgroundPages = Literal["first", "all"]
FontSize = Literal["small", "normal", "large"]
SecondLanguage = Literal["", "zh_CN", "en"]

COLUMNS: Final = (
    "number",
    "name",
    "brand",
    "model",
    "unit",
    "quantity",
    "list_price",
    "unit_price",
    "discount",
    "tax_rate",
    "amount",
    "delivery",
)
"""The columns that a quote's table may have, in their usual order."""
PARTY_FACTS: Final = ("phone", "email", "tax_id", "bank")
"""What a party's block may leave out; name, contact and address always stand there."""
FONT_SCALES: Final[Mapping[FontSize, float]] = {"small": 0.9, "normal": 1.0, "large": 1.12}
LEAST_CONTRAST: Final = 4.5
"""Of white text on the accent colour, as WCAG 2.1 asks for (success criterion 1.4.3)."""
LOGO_HEIGHTS: Final = (6, 40)
MARGINS: Final[Mapping[str, tuple[int, int]]] = {
    "left": (8, 40),
    "right": (8, 40),
    "top": (8, 90),
    "next_top": (14, 90),
    "bottom": (15, 60),
}
"""The least and the most of each margin in millimetres."""
LONGEST: Final = {"greeting": 1000, "footer": 300, "closing": 4000, "watermark": 30, "mail": 2000}
"""The design's own texts, and how long each may be."""
USUAL_FOOTER: Final = N_(
    "This quotation is an invitation to make an offer; the contract signed by both parties prevails."
)
MOST_FILES: Final = 10
LARGEST_JSON: Final = 100_000
_FORMAT: Final = 1
_COLOR: Final = re.compile(r"#?([0-9a-fA-F]{6})")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in each language a document can have; an empty one isn't said, or is as usual."""

    zh_CN: str = ""
    en: str = ""

    def said_in(self, language: Language) -> str:
        """Return the text in a language."""
        return self.zh_CN if language == "zh_CN" else self.en


@dataclass(frozen=True, slots=True)
class Margins:
    """Hold the distances to the paper's edges in millimetres; `next_top` is that of page two and later."""

    left: int = 15
    right: int = 15
    top: int = 14
    next_top: int = 20
    bottom: int = 18


@dataclass(frozen=True, slots=True)
class PdfFile:
    """Name a PDF among the workspace's files: `hash` is of its content, `name` is what the user called it."""

    hash: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDesign:
    """How quotes look and what they say beside their lines; without arguments it is the usual look.

    `accent` is `#rrggbb`, lengths are millimetres. `columns` are those of `COLUMNS` that are printed, in their order;
    one that no line has anything for is still left out. `hidden` and `second_language` are what new quotes begin with.
    An empty `footer` is the usual sentence, where `show_footer` has any. `watermark` gives way to that of a state.
    `mail` is what a mail with the quote says behind the offer. `customer_facts` and `seller_facts` are those of
    `PARTY_FACTS` that are printed. `background` lies under the first page or all; `covers` go before the quote and
    `appendices` behind it, in their order.
    """

    accent: str = "#1a5fd0"
    logo_place: LogoPlace = "right"
    logo_height: int = 14
    orientation: Orientation = "auto"
    font_size: FontSize = "normal"
    margins: Margins = field(default_factory=Margins)
    columns: tuple[str, ...] = COLUMNS
    hidden: tuple[str, ...] = ()
    second_language: SecondLanguage = ""
    customer_facts: tuple[str, ...] = PARTY_FACTS
    seller_facts: tuple[str, ...] = PARTY_FACTS
    greeting: Wording = field(default_factory=Wording)
    closing: Wording = field(default_factory=Wording)
    footer: Wording = field(default_factory=Wording)
    show_footer: bool = True
    watermark: Wording = field(default_factory=Wording)
    mail: Wording = field(default_factory=Wording)
    seal_area: bool = True
    pictures: bool = False
    data_sheets: bool = False
    background: PdfFile | None = None
    background_pages: BackgroundPages = "first"
    covers: tuple[PdfFile, ...] = ()
    appendices: tuple[PdfFile, ...] = ()

    @property
    def font_scale(self) -> float:
        """Return what every size of type is multiplied by."""
        return FONT_SCALES[self.font_size]

    @property
    def files(self) -> tuple[PdfFile, ...]:
        """Return every file that the document needs, each content once."""
        own = (self.background,) if self.background else ()
        return tuple({file.hash: file for file in (*own, *self.covers, *self.appendices)}.values())


USUAL: Final = DocumentDesign()
"""How quotes look where nobody designed them."""


def contrast_with_white(color: str) -> float:
    """Return the contrast of white on a colour `#rrggbb`, from 1 to 21 (WCAG 2.1, relative luminance)."""
    shares = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def readable_accent(color: str) -> str:
    """Return a colour `#rrggbb`, darkened as little as it takes for white text to be read on it."""
    parts = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    for percent in range(100, -1, -1):
        shade = "#" + "".join(f"{part * percent // 100:02x}" for part in parts)
        if contrast_with_white(shade) >= LEAST_CONTRAST:
            break
    return shade


def accent_color(text: str) -> str:
    """Return a colour as typed, such as `1A5FD0`, as `#1a5fd0`; refuse one on which white can't be read."""
    match = _COLOR.fullmatch(text.strip())
    if match is None:
        raise InvalidInputError(
            _("“{text}” is no colour. Write it like {example}.").format(
                text=excerpt(text), example=USUAL.accent
            )
        )
    color = f"#{match[1].lower()}"
    if contrast_with_white(color) < LEAST_CONTRAST:
        raise InvalidInputError(
            _(
                "{color} is too light to be read on paper. The nearest colour that can be read is {other}."
            ).format(color=color, other=readable_accent(color))
        )
    return color


def checked_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return columns that say what is offered; refuse unknown or repeated ones, and too few of them."""
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or len(set(columns)) < len(columns):
        raise InvalidInputError(_("A column is unknown or stands there twice."))
    if "name" not in columns:
        raise InvalidInputError(_("The column with the product's name can't be left out."))
    if not {"quantity", "amount"} & set(columns):
        raise InvalidInputError(_("Quantity and amount can't both be left out."))
    return columns


def design_as_json(design: DocumentDesign) -> str:
    """Return a design as the text that is kept; `design_from_json` reads it back."""
    return json.dumps({"format": _FORMAT} | _plain(design), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    match value:
        case DocumentDesign() | Wording() | Margins() | PdfFile():
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case tuple():
            return [_plain(one) for one in value]
    return value


def design_from_json(text: str) -> DocumentDesign:
    """Read a kept design: what an older program didn't know is as usual, anything wrong is refused.

    InvalidInputError names the field.
    """
    if len(text) > LARGEST_JSON:
        raise InvalidInputError(_("The design is too large to be read."))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInputError(_("This is not a document design."))
    written_by = found.pop("format", _FORMAT)
    if type(written_by) is int and written_by > _FORMAT:
        raise InvalidInputError(
            _("The design was made with a newer version of SalesDesk. Update the program to use it.")
        )
    if type(written_by) is not int or written_by < 1:
        raise InvalidInputError(_("This is not a document design."))
    return DocumentDesign(**_read(found, _DESIGN))


def checked(design: DocumentDesign) -> DocumentDesign:
    """Return a design with its texts tidied; InvalidInputError names the field that is wrong."""
    return design_from_json(design_as_json(design))


Reader = Callable[[Any], object]


def _read(values: Any, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Return the fields of a JSON object that are given."""
    if not isinstance(values, dict):
        raise InvalidInputError(_("this is not what belongs here."))
    found = {}
    for key, value in values.items():
        if key not in readers:
            raise located(InvalidInputError(_("this field is not known.")), excerpt(key))
        try:
            found[key] = readers[key](value)
        except SalesDeskError as error:
            raise located(error, key) from None
    return found


def _one_of(known: object) -> Reader:
    return lambda value: _member(value, get_args(known))


def _member(value: object, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise InvalidInputError(_("write one of: {keys}.").format(keys=", ".join(known)))
    return value


def _some_of(known: tuple[str, ...]) -> Reader:
    """Read which of the known ones are given, in their usual order."""

    def read(value: object) -> tuple[str, ...]:
        given = {_member(one, known) for one in _list(value, len(known))}
        return tuple(one for one in known if one in given)

    return read


def _list(value: object, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidInputError(_("this is not what belongs here."))
    if len(value) > most:
        raise InvalidInputError(_("at most {most} are allowed.").format(most=most))
    return value


def _between(limits: tuple[int, int]) -> Reader:
    def read(value: object) -> int:
        if type(value) is not int or not limits[0] <= value <= limits[1]:
            raise InvalidInputError(
                _("write a whole number from {least} to {most}.").format(least=limits[0], most=limits[1])
            )
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInputError(_("write a text."))
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInputError(_("write true or false."))
    return value


def _wording(longest: int, tidy: Callable[[str], str]) -> Reader:
    def read(value: object) -> str:
        text = tidy(_text(value))
        if len(text) > longest:
            raise InvalidInputError(_("the text is longer than {most} characters.").format(most=longest))
        return text

    return lambda value: Wording(**_read(value, {"zh_CN": read, "en": read}))


def _hash(value: object) -> str:
    if not _HASH.fullmatch(_text(value)):
        raise InvalidInputError(_("This is not a file of the workspace."))
    return str(value)


def _file(value: Any) -> PdfFile:
    found = _read(value, {"hash": _hash, "name": lambda name: safe_name(_text(name))})
    if "hash" not in found:
        raise InvalidInputError(_("This is not a file of the workspace."))
    return PdfFile(found["hash"], found.get("name", ""))


def _files(value: object) -> tuple[PdfFile, ...]:
    return tuple(map(_file, _list(value, MOST_FILES)))


_DESIGN: Final[Mapping[str, Reader]] = {
    "accent": lambda value: accent_color(_text(value)),
    "logo_place": _one_of(LogoPlace),
    "logo_height": _between(LOGO_HEIGHTS),
    "orientation": _one_of(Orientation),
    "font_size": _one_of(FontSize),
    "margins": lambda value: Margins(
        **_read(value, {side: _between(limits) for side, limits in MARGINS.items()})
    ),
    "columns": lambda value: checked_columns(tuple(map(_text, _list(value, len(COLUMNS))))),
    "hidden": _some_of(HIDEABLE),
    "second_language": _one_of(SecondLanguage),
    "customer_facts": _some_of(PARTY_FACTS),
    "seller_facts": _some_of(PARTY_FACTS),
    "greeting": _wording(LONGEST["greeting"], paragraphs),
    "closing": _wording(LONGEST["closing"], paragraphs),
    "footer": _wording(LONGEST["footer"], one_line),
    "watermark": _wording(LONGEST["watermark"], one_line),
    "mail": _wording(LONGEST["mail"], paragraphs),
    **dict.fromkeys(("show_footer", "seal_area", "pictures", "data_sheets"), _flag),
    "background": lambda value: None if value is None else _file(value),
    "background_pages": _one_of(BackgroundPages),
    "covers": _files,
    "appendices": _files,
}

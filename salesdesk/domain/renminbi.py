"""Amounts in Chinese capital numerals (大写), after 《支付结算办法》 (银发〔1997〕393号), annex 1."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import excerpt, round_half_up
from salesdesk.i18n import _

PREFIXES: Final = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "JPY": "日元",
    "GBP": "英镑",
    "HKD": "港元",
    "KRW": "韩元",
}

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_UNITS: Final = {"仟": 1000, "佰": 100, "拾": 10}
_TOO_LARGE: Final = Decimal("9999999999999999.995")  # rounds to 10^16
_SIGNS: Final = str.maketrans("圆正", "元整")
_WORDS: Final = re.compile(
    rf"(?:{'|'.join(PREFIXES.values())})?(?P<minus>负?)"
    r"(?P<words>(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?"
    r"零?(?:(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?)"
)
_LONGEST: Final = 60

# A number is written as pieces; a piece lists its lawful forms, the one we write first.
_Pieces = list[tuple[str, ...]]
_NOTHING_OR_ZERO: Final = ("", "零")
_ZERO_OR_NOTHING: Final = ("零", "")


def in_words(amount: Decimal, *, prefix: str = "人民币", zheng_after_jiao: bool = False) -> str:
    """Return the amount in capitals, rounded half up to 分; InvalidInputError from 10^16 on.

    `zheng_after_jiao` writes 整 also after 角, as 《会计基础工作规范》 article 52 asks.
    """
    if not amount.is_finite() or amount.copy_abs() >= _TOO_LARGE:
        raise InvalidInputError(
            _('"{text}" is too large to be written in Chinese capitals.').format(text=excerpt(str(amount)))
        )
    rounded = round_half_up(amount)
    fen = abs(int(rounded.scaleb(2)))
    words = "".join(piece[0] for piece in _pieces(fen))
    ending = "整" if zheng_after_jiao and words.endswith("角") else ""
    return f"{prefix}{'负' if rounded < 0 else ''}{words}{ending}"


def parse(text: str) -> Decimal:
    """Read an amount in capitals, prefix or not, in every form that the rules allow and in no other."""
    plain = text.translate(_SIGNS)
    match = _WORDS.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is not None:
        fen = 100 * _number(match["yuan"] or "") + 10 * _digit(match["jiao"]) + _digit(match["fen"])
        minus = bool(match["minus"])
        if fen < 10**18 and match["words"] in _forms(fen) and (fen or not minus):
            return Decimal(-fen if minus else fen).scaleb(-2)
    raise InvalidInputError(_('"{text}" is not an amount in Chinese capitals.').format(text=excerpt(text)))


def _digit(sign: str | None) -> int:
    return _DIGITS.index(sign) if sign else 0


def _forms(fen: int) -> set[str]:
    return {"".join(form) for form in product(*_pieces(fen))}


def _number(words: str) -> int:
    """Read whole yuan without checking the form, which `parse` does by writing the number again."""
    if not words:
        return 0
    for unit, size in (("亿", 100_000_000), ("万", 10_000)):
        upper, found, lower = words.partition(unit)
        if found:
            return _number(upper) * size + _number(lower)
    total = digit = 0
    for sign in words:
        if sign in _UNITS:
            total, digit = total + digit * _UNITS[sign], 0
        else:
            digit = _digit(sign)
    return total + digit


def _pieces(fen: int) -> _Pieces:
    yuan, cents = divmod(fen, 100)
    jiao, rest = divmod(cents, 10)
    if not fen:
        return [("零元整",)]
    pieces = [*_whole(yuan), ("元",)] if yuan else []
    if not cents:
        return [*pieces, ("整",)]
    if yuan and not jiao:
        pieces.append(("零",))
    elif yuan and not yuan % 10:
        pieces.append(_ZERO_OR_NOTHING)
    if jiao:
        pieces.append((f"{_DIGITS[jiao]}角",))
    pieces.append((f"{_DIGITS[rest]}分",) if rest else ("", "整"))
    return pieces


def _whole(yuan: int) -> _Pieces:
    upper, lower = divmod(yuan, 100_000_000)
    if not upper:
        return _below_yi(lower)
    pieces = [*_below_yi(upper), ("亿",)]
    return [*pieces, *_joint(upper, lower, 10_000_000), *_below_yi(lower)] if lower else pieces


def _below_yi(number: int) -> _Pieces:
    upper, lower = divmod(number, 10_000)
    if not upper:
        return [(_group(lower),)]
    pieces: _Pieces = [(_group(upper),), ("万",)]
    return [*pieces, *_joint(upper, lower, 1000), (_group(lower),)] if lower else pieces


def _joint(upper: int, lower: int, leading: int) -> _Pieces:
    """Return the 零 between two parts: none after a digit, due in a run of zeros, else free.

    Free is it before 仟 where the 万 (or 亿) place is 0; with that whole group 0 (100005000) it is written.
    """
    if lower >= leading and upper % 10:
        return [("",)]
    if lower >= leading:
        return [_NOTHING_OR_ZERO if upper % 10_000 else _ZERO_OR_NOTHING]
    if 1000 <= lower < 10_000 < leading:
        return [_ZERO_OR_NOTHING]
    return [("零",)]


def _group(number: int) -> str:
    words = ""
    for unit, size in _UNITS.items():
        digit, number = divmod(number, size)
        if digit:
            words += _DIGITS[digit] + unit
        elif words and number and not words.endswith("零"):
            words += "零"
    return words + _DIGITS[number] if number else words

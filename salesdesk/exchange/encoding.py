"""The text encoding of a file from outside: told from its bytes, or refused; never a silent guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_MARKS: Final = re.compile("[\t\n\r,;]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")
_KANA: Final = re.compile("[ぁ-ヿ]")
_SAMPLE: Final = 200_000

# Signs that Chinese business text can hardly do without. Korean, Russian or Western bytes read as GB18030 give
# Chinese characters too, but not these.
_FREQUENT: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那"
    "社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
    "提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决"
    "西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转"
    "更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段"
    "研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消"
    "构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价"
    "严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树"
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚"
    "销售客户额注姓邮址有限司称责任股份贸食药汽零能源能售潜码预联系备注编采购项目实业负责"
)


def decode(data: bytes) -> tuple[str, str] | None:
    """Return the text and the name of its encoding; None where no encoding fits beyond doubt."""
    for bom, codec, name in _BOMS:
        if data.startswith(bom):
            text = _decoded(data[len(bom) :], codec)
            return None if text is None else (text, name)
    if b"\x00" in data:
        return _utf16(data)
    if (text := _decoded(data, "utf-8")) is not None:
        return text, "UTF-8"
    text = _decoded(data, "gb18030")
    return (text, "GB18030") if text is not None and _is_chinese(text) else None


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> tuple[str, str] | None:
    """Take the byte order in which line ends and separators stand; NULs alone mislead (U+4E00 has one)."""
    texts = [text for codec in ("utf-16-le", "utf-16-be") if (text := _decoded(data, codec)) is not None]
    best = max(texts, key=_marks, default="")
    return (best, "UTF-16") if _marks(best) and "\x00" not in best else None


def _marks(text: str) -> int:
    return len(_MARKS.findall(text))


def _is_chinese(text: str) -> bool:
    foreign = _FOREIGN.findall(text[:_SAMPLE])
    signs = [sign for sign in foreign if "㐀" <= sign <= "鿿"]
    return (
        _share(_in_gb2312(sign) for sign in foreign) >= 0.8
        and _share(_KANA.match(sign) is not None for sign in foreign) <= 0.05
        and _share(sign in _FREQUENT for sign in signs) >= 0.5
    )


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return sum(values) / len(values) if values else 0.0


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True

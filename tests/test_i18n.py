"""What both languages write differently."""

from __future__ import annotations

from salesdesk import i18n


def test_sentences_stand_without_a_space_between_them_in_chinese() -> None:
    i18n.set_language("zh_CN")
    assert i18n.sentences("已发送。", "", "还剩 3 天。") == "已发送。还剩 3 天。"
    i18n.set_language("en")
    assert i18n.sentences("Sent.", "", "3 days left.") == "Sent. 3 days left."

"""The style sheet of the window, as a template over the tokens of `theme`.

Widgets say what they are by the dynamic property `role`; nothing else is styled from outside.
"""

from __future__ import annotations

from string import Template
from typing import Final

SHEET: Final = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="page"] { background: $background; }
QToolTip { background: $surface; color: $text; border: 1px solid $strong_line; padding: 4px 6px; }

QFrame[role="strip"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[role="status"] { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame[role="navigation"] { background: $surface; border: 0; border-right: 1px solid $line; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="column"] { background: $sunken; border: 0; border-radius: 8px; }
QFrame[role="column"][target="true"] { background: $accent_soft; }
QFrame[role="column"][after="true"] { background: $background; border: 1px solid $line; }
QFrame[role="divider"] { background: $strong_line; border: 0; border-radius: 1px; }
QFrame[role="bulk"] { background: $accent_soft; border: 1px solid $accent; border-radius: 8px; }
QFrame[role="drawer"] { background: $surface; border: 1px solid $strong_line; border-radius: 8px; }

QFrame[role="popover"] { background: $surface; border: 1px solid $strong_line; border-radius: 8px; }
QFrame[role="slot"] { background: $sunken; border: 1px dashed $strong_line; border-radius: 6px; }
QFrame[role="slot"][filled="true"] { background: $surface; border: 1px solid $strong_line; }
QFrame[role="slot"][target="true"] { background: $accent_soft; border: 1px solid $accent; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: bold; }
QLabel[role="section"] { font-size: ${section}px; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="small"] { color: $secondary; font-size: ${small}px; }
QLabel[role="error"] { color: $bad; font-size: ${small}px; }

QPushButton { background: $surface; border: 1px solid $strong_line; border-radius: 6px; padding: 5px 14px;
  min-height: 20px; outline: 0; }
QPushButton:hover { background: $sunken; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $background; border-color: $line; }
QPushButton[role="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: bold; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 4px 13px; }
QPushButton[role="primary"]:disabled { background: $strong_line; border-color: $strong_line; color: $text; }
QPushButton[role="row"] { text-align: left; padding: 2px; min-height: 44px; }
QPushButton[role="page"] { text-align: left; border: 1px solid transparent; background: transparent; padding: 7px 8px;
  color: $secondary; }
QPushButton[role="page"]:hover { background: $sunken; }
QPushButton[role="page"]:checked { background: $accent_soft; color: $accent; font-weight: bold; }
QPushButton[role="page"]:focus { border-color: $accent; }
QPushButton[role="page"][collapsed="true"] { padding: 7px 0; text-align: center; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; padding: 1px 6px; min-height: 16px;
  color: $secondary; font-size: ${small}px; }
QPushButton[role="link"]:hover { color: $accent; }
QPushButton[role="link"]:focus { border-color: $accent; }

QPushButton[role="figure"] { background: transparent; border: 1px solid transparent; padding: 0; min-height: 16px;
  text-align: right; }
QPushButton[role="figure"]:hover { color: $accent; text-decoration: underline; }
QPushButton[role="figure"]:focus { border-color: $accent; }

QPushButton[role="caption"] { background: transparent; border: 0; padding: 0; min-height: 16px; text-align: left;
  color: $secondary; }
QPushButton[role="caption"]:hover, QPushButton[role="caption"]:focus { color: $accent; }

QPushButton[role="tile"] { background: $surface; border: 1px solid $line; border-radius: 8px; padding: 0;
  min-height: 54px; text-align: left; }
QPushButton[role="tile"]:hover { border-color: $strong_line; }
QPushButton[role="tile"]:checked { background: $accent_soft; border-color: $accent; }
QPushButton[role="tile"]:focus { border-color: $accent; }
QLabel[role="tile"][tone="warn"] { color: $warn; }
QLabel[role="tile"][tone="bad"] { color: $bad; }

QFrame[role="segments"] { background: $sunken; border: 1px solid $line; border-radius: 6px; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 5px;
  padding: 3px 9px; color: $secondary; }
QPushButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked { background: $surface; color: $accent; border-color: $strong_line; }
QPushButton[role="segment"]:focus { border-color: $accent; }

QPushButton[role="search"] { text-align: left; background: $sunken; border-color: transparent; color: $secondary;
  padding: 4px 10px; }
QPushButton[role="search"]:hover { border-color: $strong_line; }
QPushButton[role="search"]:focus { border-color: $accent; }
QLabel[role="keys"] { color: $secondary; background: $surface; border: 1px solid $strong_line; border-radius: 4px;
  padding: 0 5px; font-size: ${small}px; }
QPushButton::menu-indicator { image: none; width: 0; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $sunken; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[role="menu"] { padding: 5px 8px; color: $secondary; }
QToolButton[role="chip"] { background: $sunken; color: $secondary; border-radius: 11px; padding: 2px 10px;
  font-size: ${small}px; min-height: 16px; }
QToolButton[role="chip"]:hover { border-color: $strong_line; }
QToolButton[role="chip"]:focus { border-color: $accent; }
QToolButton[role="chip"][active="true"] { background: $accent_soft; color: $accent; }

QLineEdit { background: $surface; border: 1px solid $strong_line; border-radius: 6px; padding: 4px 8px;
  min-height: 20px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus { border-color: $accent; }
QLineEdit[invalid="true"] { border-color: $bad; }
QLineEdit:read-only { background: $background; }
QLineEdit[role="filter"] { background: $sunken; border-color: transparent; border-radius: 12px; min-height: 16px;
  padding: 2px 10px; font-size: ${small}px; }
QLineEdit[role="filter"]:focus { background: $surface; border-color: $accent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px;
  background: $surface; }
QCheckBox::indicator:hover, QCheckBox:focus::indicator { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QCheckBox::indicator:disabled { border-color: $line; background: $sunken; }
QCheckBox::indicator:checked:disabled { background: $muted; border-color: $muted; }
QSlider::groove:horizontal { height: 4px; background: $strong_line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; margin: -6px 0; border-radius: 8px; background: $surface;
  border: 1px solid $strong_line; }
QSlider::handle:horizontal:focus { width: 12px; border: 2px solid $accent; }
QLineEdit[role="palette"] { font-size: ${section}px; min-height: 26px; }
QLineEdit[role="entry"] { background: transparent; border: 1px solid transparent; padding: 4px 8px 4px 46px; }
QLineEdit[role="entry"]:focus { border-color: $accent; }
QLineEdit[role="inline"] { background: transparent; border-color: transparent; padding: 1px 0; min-height: 18px; }
QLineEdit[role="inline"]:hover { border-color: $line; }
QLineEdit[role="inline"]:focus { background: $surface; border-color: $accent; }
QLineEdit[role="inline"][invalid="true"] { border-color: $bad; }
QLineEdit[role="within"] { background: transparent; border: 0; padding: 0; }
QComboBox { background: $surface; border: 1px solid $strong_line; border-radius: 6px;
  padding: 3px 0 3px 8px; }
QComboBox:focus { border-color: $accent; }
QComboBox:disabled { background: $background; color: $text; }
QComboBox::drop-down { border: 0; width: 20px; }
QFrame[role="rule"] { border: 0; background: $line; max-height: 1px; }
QWidget[role="cell"] { background: $surface; border-radius: 6px; }
QWidget[role="cell"] > QLabel { background: $surface; padding: 2px 4px; }
QPlainTextEdit { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 4px 6px;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit[invalid="true"] { border-color: $bad; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $strong_line; outline: 0;
  selection-background-color: $accent_soft; selection-color: $text; }

QMenu { background: $surface; border: 1px solid $strong_line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 10px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }

QAbstractItemView { background: transparent; border: 0; outline: 0; }
QListView[role="popup"] { background: $surface; border: 1px solid $strong_line; }
QHeaderView::section { background: $sunken; color: $secondary; border: 0; padding: 3px 6px; }
QHeaderView[role="list"] { background: $sunken; border: 0; }
QHeaderView[role="list"]::section { padding: 6px 10px; border-bottom: 1px solid $line; font-size: ${small}px; }
QHeaderView[role="list"]::section:hover { color: $text; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $strong_line; border-radius: 2px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: 28px; margin: 2px 2px 2px 4px; }
QScrollBar::handle:horizontal { min-width: 28px; margin: 4px 2px 2px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $sunken; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QFrame[role="bar"] { border-radius: 6px; border: 1px solid $line; margin: 10px 18px 0 18px; }
QFrame[role="bar"][inset="true"] { margin: 0; }
QFrame[role="bar"][tone="bad"] { background: $bad_soft; border-color: $bad; }
QFrame[role="bar"][tone="warn"] { background: $warn_soft; border-color: $warn; }
QFrame[role="bar"][tone="note"] { background: $note_soft; border: 0; }
QFrame[role="bar"][tone="note"] QPushButton { padding: 1px 10px; background: transparent; }
QFrame[role="bar"][tone="ok"] { background: $ok_soft; border-color: $ok; }

QLabel[role="chip"] { background: $sunken; color: $secondary; border-radius: 10px; padding: 2px 9px;
  font-size: ${small}px; }
QLabel[role="chip"][tone="accent"] { background: $accent_soft; color: $accent; }
QLabel[role="chip"][tone="ok"] { background: $ok_soft; color: $ok; }
QLabel[role="chip"][tone="warn"] { background: $warn_soft; color: $warn; }
QLabel[role="chip"][tone="bad"] { background: $bad_soft; color: $bad; }
QLabel[role="chip"][tone="note"] { background: $note_soft; color: $note; }
QPushButton[role="tab"] { background: transparent; border: 0; border-bottom: 2px solid transparent; border-radius: 0;
  padding: 9px 4px 8px 4px; color: $secondary; }
QPushButton[role="tab"]:hover { color: $text; }
QPushButton[role="tab"]:checked { color: $accent; border-bottom-color: $accent; font-weight: bold; }
QPushButton[role="tab"]:focus { border-bottom-color: $strong_line; background: $sunken; }
QLabel[role="warning"] { color: $warn; font-size: ${small}px; }
QLabel[role="due"] { color: $secondary; font-size: ${small}px; }
QLabel[role="rate"] { font-weight: bold; }
QLabel[role="rate"][tone="bad"] { color: $bad; }
QLabel[role="rate"][tone="ok"] { color: $ok; }
QLabel[role="due"][tone="bad"] { color: $bad; }
QLabel[role="due"][tone="warn"] { color: $warn; }
QToolButton[role="tick"] { border: 1px solid $strong_line; padding: 2px; margin-top: 6px; border-radius: 5px; }
QToolButton[role="tick"]:focus { border-color: $accent; }
QToolButton[role="box"] { border: 1px solid $strong_line; border-radius: 4px; padding: 0; min-width: 16px;
  max-width: 16px; min-height: 16px; max-height: 16px; margin-top: 1px; }
QToolButton[role="box"][active="true"] { background: $ok_soft; border-color: $ok; }
QToolButton[role="box"]:focus { border-color: $accent; }
QToolButton[role="box"]:disabled { border-color: $line; background: $sunken; }
QPushButton[role="fold"] { background: transparent; border: 1px solid transparent; padding: 0; min-width: 14px;
  max-width: 14px; min-height: 18px; color: $secondary; }
QPushButton[role="fold"]:focus { border-color: $accent; }
QFrame[role="slot"] { background: $surface; border: 1px dashed $strong_line; border-radius: 6px; }
QFrame[role="slot"][done="true"] { border: 1px solid $line; }
QFrame[role="slot"][target="true"] { background: $accent_soft; border-color: $accent; }
QFrame[role="drop"][target="true"] { background: $accent_soft; }
QFrame[role="item"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame[role="item"]:hover { border-color: $strong_line; }
QFrame[role="item"]:focus { border-color: $accent; }

QLabel[role="zone"] { border-radius: 11px; padding: 3px 12px; font-size: ${small}px; border: 1px solid transparent; }
QLabel[role="zone"][tone="ok"] { background: $ok_soft; color: $ok; }
QLabel[role="zone"][tone="bad"] { background: $bad_soft; color: $bad; }
QLabel[role="zone"][tone="ok"][target="true"] { border: 2px solid $ok; }
QLabel[role="zone"][tone="bad"][target="true"] { border: 2px solid $bad; }
""")

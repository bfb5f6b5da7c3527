"""The contacts of a customer: role, numbers, and what one does with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.services.contacts import ContactRow
from salesdesk.ui import icons
from salesdesk.ui.customers.contact_dialog import CONTACT_ROLE
from salesdesk.ui.widgets.basics import icon_button, label
from salesdesk.ui.widgets.cards import Card, Item, chip, copy, elided, empty, key_of, menu_of
from salesdesk.ui.words import tone, word


class ContactsCard(Card):
    """Lists the contacts; what is asked for with one comes as a signal with its row."""

    add_requested = Signal()
    edit_requested = Signal(object)
    main_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(self, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Contacts"), parent)
        self._read_only = read_only
        self._shown: tuple[ContactRow, ...] = ()
        self.add_button = icon_button("user-plus", _("New contact"))
        self.add_button.clicked.connect(self.add_requested)
        self.head.addWidget(self.add_button)
        self.add_button.setHidden(read_only)

    def show_contacts(self, contacts: Sequence[ContactRow]) -> None:
        """Show the contacts; the one where the keyboard is keeps it."""
        if tuple(contacts) == self._shown and self.body.count():
            return
        self._shown = tuple(contacts)
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None and focused.hasFocus() else ""
        empty(self.body)
        for contact in contacts:
            self.body.addWidget(self._item(contact))
        if not contacts:
            self.body.addWidget(label(_("Nobody is known there yet."), "secondary", wrap=True))
        if name and (item := self.findChild(QWidget, name)) is not None:
            item.setFocus()

    def _item(self, contact: ContactRow) -> Item:
        role = word(CONTACT_ROLE, contact.role) if contact.role else ""
        number = contact.mobile or contact.phone
        name = " · ".join(part for part in (contact.name, contact.title) if part)
        spoken = (name, role, number, _("Main contact") if contact.is_main else "")
        item = Item(" · ".join(part for part in spoken if part))
        item.setObjectName(key_of(contact.id))
        chips = [chip(role, tone(CONTACT_ROLE, contact.role))] if role else []
        if contact.is_main:
            star = label()
            star.setPixmap(icons.pixmap("star", "warn", 14))
            star.setToolTip(_("Main contact"))
            chips.insert(0, star)
        item.add_line(elided(name), *chips)
        reach = " · ".join(part for part in (number, contact.wechat, contact.email) if part)
        if reach:
            item.add_line(elided(reach, "small"))
        item.opened.connect(lambda: None if self._read_only else self.edit_requested.emit(contact))
        item.delete_requested.connect(
            lambda: None if self._read_only else self.delete_requested.emit(contact)
        )
        item.menu_requested.connect(lambda at: self._offer(contact, at))
        return item

    def _offer(self, contact: ContactRow, at: QPoint) -> None:
        numbers = dict.fromkeys((contact.mobile, contact.phone, contact.wechat, contact.email))
        entries: list[tuple[str, str, Callable[[], object]]] = [
            ("copy", _("Copy {text}").format(text=text[:60]), partial(copy, text)) for text in numbers if text
        ]
        if not self._read_only:
            entries.insert(0, ("pencil", _("Change…"), lambda: self.edit_requested.emit(contact)))
            if not contact.is_main:
                entries.append(("star", _("Make main contact"), lambda: self.main_requested.emit(contact)))
            entries.append(("trash-2", _("Delete"), lambda: self.delete_requested.emit(contact)))
        menu_of(self, entries).popup(at)

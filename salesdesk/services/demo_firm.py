"""The demo firm itself, its people, its customers and their contacts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from salesdesk.domain.document_design import design_from_json
from salesdesk.services import demo_pictures, document_designs, tax_rates
from salesdesk.services.demo_base import Account, Build, Person, Seller, texts, uscc
from salesdesk.storage import files, records
from salesdesk.storage.ids import new_id

GRADES: Final = {"S": "strategic", "K": "key", "R": "regular", "P": "potential", "M": "maintained", "U": ""}
_DECIDERS: Final = 36
_FOUR: Final = ("technical", "purchasing", "user", "finance")


def add_company(build: Build, folder: Path) -> None:
    """Add the firm that sells, with its logo, the look of its documents and the rates of tax that it works with."""
    logo = files.store(folder, demo_pictures.logo())
    build.insert(records.Company, [texts("firm")["company"] | {"tax_id": uscc(0), "logo": logo}])
    design = texts("firm")["design"]
    document_designs.create(build.session, design["name"], design_from_json(json.dumps(design["content"])))
    tax_rates.seed(build.session)


def add_people(build: Build) -> list[Seller]:
    """Add the sixteen people and return those who sell."""
    people = texts("firm")["people"]
    ids = {name: new_id() for name, *_ in people}
    build.insert(
        records.Person,
        [
            {
                "id": ids[name],
                "name": name,
                "role": role,
                "region": region,
                "manager_id": ids.get(manager),
                "phone": build.mobile(),
                "email": f"lx{number:02d}@example.com",
                "remark": remark,
            }
            for number, (name, role, region, manager, remark) in enumerate(people, start=1)
        ],
    )
    return [
        Seller(ids[name], name, region)
        for name, role, region, *_rest in people
        if role in ("sales", "director")
    ]


def add_customers(build: Build, sellers: Sequence[Seller]) -> list[Account]:
    """Add the sixty customers with their contacts; the director looks after the strategic ones."""
    accounts = list(_accounts(build, sellers))
    build.insert(records.Customer, [account.columns for account in accounts])
    build.insert(records.Contact, list(_contacts(build, accounts)))
    return accounts


def _accounts(build: Build, sellers: Sequence[Seller]) -> Iterator[Account]:
    serial = 0
    for region, given in texts("customers")["regions"].items():
        local = [seller for seller in sellers if seller.region == region]
        director = next(seller for seller in sellers if not seller.region)
        for index, (word, grade) in enumerate(zip(given["names"].split(), given["classes"], strict=True)):
            serial += 1
            seller = director if grade == "S" and index % 2 else local[index % len(local)]
            columns = _columns(build, serial, region, word, grade)
            columns |= {"id": new_id(), "owner_id": seller.id}
            yield Account(columns["id"], columns, grade, seller)


def _columns(build: Build, serial: int, region: str, word: str, grade: str) -> dict[str, Any]:
    given, dice = texts("customers"), build.dice
    index = (serial - 1) % 10
    short_province, province, city = given["regions"][region]["cities"][index % 2]
    industry = given["industries"][index]
    large = {"S": 6, "K": 3, "R": 1}.get(grade, 0.5)
    people = int(dice.randint(70, 260) * large)
    return {
        "name": given["full_names"].get(word, f"{city}{word}{given['forms'][index]}"),
        "short_name": short_province + word if word == given["silent"] else word + given["shorts"][index],
        "code": f"KH{serial:04d}",
        "uscc": uscc(serial),
        "industry": "科研" if industry == "研究所" else industry,
        "region": region,
        "province": short_province,
        "city": city,
        "address": f"{province}{city}{dice.choice(given['streets'])}{dice.randint(1, 199)}号",
        "phone": f"0000-5550-{1000 + serial}",
        "email": f"kh{serial:04d}@example.com",
        "website": f"https://kh{serial:04d}.example.com",
        "bank": f"{city[:2]}演示银行{dice.choice(('城东', '城西', '开发区', '高新'))}支行",
        "bank_account": f"0000 5550 1000 {serial:04d} 001",
        "source": dice.choice(texts("firm")["sources"]),
        "founded_year": dice.randint(1992, 2021),
        "employees": people,
        "annual_revenue": Decimal(people * dice.randint(6, 14) * 100_000),
        "remark": given["remarks"][GRADES[grade]],
        "value_class": GRADES[grade],
        "language": "en" if word in given["foreign"] else "",
        "price_book": "key" if grade == "S" else "dealer" if word in given["dealers"] else "",
    }


def _contacts(build: Build, accounts: Sequence[Account]) -> Iterator[dict[str, Any]]:
    ranked = sorted(accounts, key=lambda account: "SKRPMU".index(account.grade))
    with_decider = {account.id for account in ranked[: _DECIDERS - 6] + ranked[-12:-6]}
    for account in accounts:
        others = {"S": 3, "K": 3, "R": 2}.get(account.grade, build.dice.randint(1, 2))
        roles = list(_FOUR[:others])
        if account.id in with_decider:
            roles.insert(0, "decider")
        for position, role in enumerate(roles):
            yield _contact(build, account, role, is_main=position == 0)


def _contact(build: Build, account: Account, role: str, *, is_main: bool) -> dict[str, Any]:
    firm, dice = texts("firm"), build.dice
    title, polite = dice.choice(firm["titles"][role])
    surname = dice.choice(firm["surnames"])
    name, mobile = surname + dice.choice(firm["given"]), build.mobile()
    email = f"lxr{build.phones:04d}@example.com"
    person = Person(new_id(), name, title, surname + polite, role, mobile, email)
    account.contacts.append(person)
    return {
        "id": person.id,
        "customer_id": account.id,
        "name": person.name,
        "title": title,
        "department": firm["departments"][role],
        "role": role,
        "phone": f"{account.columns['phone']}转{dice.randint(801, 899)}",
        "mobile": mobile,
        "email": email,
        "wechat": f"wx{mobile.replace('-', '')[-6:]}",
        "is_main": is_main,
    }

"""The mapped classes, one module a subject."""

from salesdesk.storage.records.activities import Activity
from salesdesk.storage.records.base import Base, Conflict, Record
from salesdesk.storage.records.catalogue import PriceBook, PriceBookEntry, Product
from salesdesk.storage.records.customers import Contact, Customer
from salesdesk.storage.records.firm import Company, Person
from salesdesk.storage.records.imports import ExternalId
from salesdesk.storage.records.opportunities import Opportunity, Pipeline, Stage, StageChange
from salesdesk.storage.records.quotes import Quote, QuoteLine, QuoteVersion
from salesdesk.storage.records.system import (
    Change,
    CurrentOperation,
    Device,
    Draft,
    NumberSeries,
    Operation,
    SchemaInfo,
    SearchDoc,
    SearchState,
)

__all__ = [
    "Activity",
    "Base",
    "Change",
    "Company",
    "Conflict",
    "Contact",
    "CurrentOperation",
    "Customer",
    "Device",
    "Draft",
    "ExternalId",
    "NumberSeries",
    "Operation",
    "Opportunity",
    "Person",
    "Pipeline",
    "PriceBook",
    "PriceBookEntry",
    "Product",
    "Quote",
    "QuoteLine",
    "QuoteVersion",
    "Record",
    "SchemaInfo",
    "SearchDoc",
    "SearchState",
    "Stage",
    "StageChange",
]

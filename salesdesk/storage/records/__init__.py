"""The mapped classes, one module a subject."""

from salesdesk.storage.records.base import Base, Conflict, Record
from salesdesk.storage.records.catalogue import Product
from salesdesk.storage.records.customers import Customer
from salesdesk.storage.records.firm import Company, Person
from salesdesk.storage.records.imports import ExternalId
from salesdesk.storage.records.opportunities import Opportunity, Pipeline, Stage
from salesdesk.storage.records.quotes import Quote, QuoteLine, QuoteVersion
from salesdesk.storage.records.system import (
    Change,
    CurrentOperation,
    Device,
    NumberSeries,
    Operation,
    SchemaInfo,
)

__all__ = [
    "Base",
    "Change",
    "Company",
    "Conflict",
    "CurrentOperation",
    "Customer",
    "Device",
    "ExternalId",
    "NumberSeries",
    "Operation",
    "Opportunity",
    "Person",
    "Pipeline",
    "Product",
    "Quote",
    "QuoteLine",
    "QuoteVersion",
    "Record",
    "SchemaInfo",
    "Stage",
]

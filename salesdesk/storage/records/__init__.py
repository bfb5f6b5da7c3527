"""The mapped classes, one module a subject."""

from salesdesk.storage.records.activities import Activity
from salesdesk.storage.records.base import Base, Conflict, Record
from salesdesk.storage.records.catalogue import PriceBook, PriceBookEntry, Product
from salesdesk.storage.records.customers import Contact, Customer
from salesdesk.storage.records.firm import Company, Person
from salesdesk.storage.records.imports import ExternalId
from salesdesk.storage.records.opportunities import Opportunity, Pipeline, Stage, StageChange, StageItem
from salesdesk.storage.records.opportunity_details import (
    ActionStep,
    Attachment,
    CloseShift,
    Competitor,
    GateWaiver,
    Interest,
    Landmark,
    OpportunityItem,
    Requirement,
    Rival,
    SavedView,
    Stakeholder,
    ValueCase,
)
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
    "ActionStep",
    "Activity",
    "Attachment",
    "Base",
    "Change",
    "CloseShift",
    "Company",
    "Competitor",
    "Conflict",
    "Contact",
    "CurrentOperation",
    "Customer",
    "Device",
    "Draft",
    "ExternalId",
    "GateWaiver",
    "Interest",
    "Landmark",
    "NumberSeries",
    "Operation",
    "Opportunity",
    "OpportunityItem",
    "Person",
    "Pipeline",
    "PriceBook",
    "PriceBookEntry",
    "Product",
    "Quote",
    "QuoteLine",
    "QuoteVersion",
    "Record",
    "Requirement",
    "Rival",
    "SavedView",
    "SchemaInfo",
    "SearchDoc",
    "SearchState",
    "Stage",
    "StageChange",
    "StageItem",
    "Stakeholder",
    "ValueCase",
]

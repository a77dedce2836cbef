"""Files of many formats to documents of one: a text and the pages it came on."""

from ie_pipeline.documents.document import Document, Page, Unreadable
from ie_pipeline.documents.inputs import read_inputs
from ie_pipeline.documents.reading import SUFFIXES, read_document

__all__ = ["SUFFIXES", "Document", "Page", "Unreadable", "read_document", "read_inputs"]

"""Statements as documents, and documents as text and HTML."""

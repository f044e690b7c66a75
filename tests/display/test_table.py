"""Documents as values."""

from nbmixed.display.table import Document, Facts, Findings, Notes, Table
from nbmixed.fit.checks import Finding

FACTS = Facts("f", ())
TABLE = Table((), (), ())
NOTES = Notes(())
FOUND = (Finding("ok", "ok", "All is well."),)


def test_findings_stand_before_the_notes():
    assert Document((FACTS, TABLE, NOTES)).with_findings(FOUND).blocks == (
        FACTS,
        TABLE,
        Findings(FOUND),
        NOTES,
    )


def test_findings_stand_last_where_there_are_no_notes():
    assert Document((TABLE,)).with_findings(FOUND).blocks == (TABLE, Findings(FOUND))


def test_the_document_itself_stays_as_it_was():
    document = Document((TABLE,))
    document.with_findings(FOUND)
    assert document.blocks == (TABLE,)

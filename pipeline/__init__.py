"""One structured source of a report, published as PDF, DOCX and EPUB that say the same."""

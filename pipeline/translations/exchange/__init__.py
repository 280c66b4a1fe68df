"""Texts on their way to translators and back: XLIFF, a bilingual Word file, TMX and TBX.

Nothing here reads or writes ``source/``: a writer makes bytes of ``Pair``s, a reader makes
``Returned`` texts of bytes, and ``merge`` says what of them the catalogue takes.
"""

"""The live page for translators: the original and its translation side by side, at every save.

``model`` says what is to be seen, ``page`` turns it into HTML, ``watch`` notices a save, ``server``
hands the page to a browser on this machine. Nothing here writes to ``source/``.
"""

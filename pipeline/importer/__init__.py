"""An existing report → ``source/<name>/``: text, Word or PDF, taken apart without losing a word.

    bytes → lines → blocks → notes and links → typography → decisions of a person → files

Every stage is a plain function. What a stage decides is written down as a ``Decision`` with its
reason and how sure it is; what it changes, as a ``Change``; what it cannot decide is an error
with its place, never a guess in silence.
"""

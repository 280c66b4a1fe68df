"""What our files cost, as ratios to what others need for the same text: ``nox -s bench``.

``steps`` says what is measured, ``aims`` what it should come to. Every figure is of a process of
its own, started anew, so that imports count for all alike. The rounds go through all steps in
turn, and a ratio is taken round by round, so that a machine whose speed drifts does not decide.
"""

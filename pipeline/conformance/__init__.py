"""Finished files before the reference validators of their formats, and what those said.

Nothing here makes or changes a report. A validator that could not run is told as "not run" and
never as a pass. ``nox -s conformance`` has the validators installed (``provide``) and runs them all
(``run``) on what was published; ``page`` shows the outcome.
"""

"""Finished files → what leaves the house: gates, a folder that never changes, a register.

``manifest`` is the data that other code builds on; ``gates`` decides, ``run`` does, ``verify``
tells anyone afterwards what a file is.
"""

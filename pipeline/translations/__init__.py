"""Translations: one gettext catalogue a language, joined to the canonical text by block id."""

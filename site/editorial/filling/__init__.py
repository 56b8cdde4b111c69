"""Filling in formats on the screen: the form, drafts, signing, and the list of what was filled in.

The form is built and rendered by `wagtail.contrib.forms`; what may be written and what becomes of
it is for the rules and verbs of records. Its FormSubmission is never written: not even installed.
"""

"""The single documentary inventory, FUID (Acuerdo AGN 001 de 2024, Annex 3), for any choice.

`lines` and `layouts` are rules; `choosing` and `gathering` ask the database; `workbook`, `table`
and `paper` write what was asked; `keeping` keeps what was listed.
"""

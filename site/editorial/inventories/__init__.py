"""Screens of inventories: ask for one, download it, keep it, read the kept ones."""

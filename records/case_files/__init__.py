"""Case files: opened, filled, closed, reopened, reclassified, merged, lent (domain 2 and 11)."""

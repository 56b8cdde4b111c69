"""What staff search: everything that they may know, in Wagtail's admin."""

"""Screens of the hand-over of a post, and what this layer knows of what is open under a name."""

"""Measurements of Quoth, and what they are made on."""

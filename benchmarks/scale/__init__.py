"""Indexes of any size, made and measured; what stands in their documents it takes as it is."""

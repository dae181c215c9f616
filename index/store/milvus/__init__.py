"""An index on a Milvus server, which many processes and machines share; needs `quoth[milvus]`.

Rows are only ever put in and taken out, never changed, as not every server lets readers see a
changed row all the while. Those of a generation are not seen before a row of its own says that it
is there (`pointers.py`); those that it no longer has are passed over by name until nobody can be
reading an earlier one.
"""

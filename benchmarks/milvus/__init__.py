"""An index on a Milvus server compared with one in a folder."""

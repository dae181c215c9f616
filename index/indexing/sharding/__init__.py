"""Reading and encoding shared out to worker processes, in shards that outlive whoever dies."""

"""The files as they came: kept by the hash of their bytes, in a folder or in a store of objects."""

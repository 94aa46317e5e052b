"""Where reports are kept and how they are found: the SQL record, the original files, the text index, ingest."""

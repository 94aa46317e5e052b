"""The text index on an OpenSearch cluster, 2.19 or 3.x."""

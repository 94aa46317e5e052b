"""What the JSON looks like, in and out."""

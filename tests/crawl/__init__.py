"""A site as agencies have them, to be crawled: made up, served on this machine alone."""

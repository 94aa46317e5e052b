"""HTTP, pages, embeds and the command line."""

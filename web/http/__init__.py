"""What every route shares: settings, arguments, answers, problems, links, limits, streams."""

"""What pages for people are drawn with: cards, charts, the parts of each page."""

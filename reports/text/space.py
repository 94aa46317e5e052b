"""White space, which carriers put anywhere between Chinese characters."""


def without_space(text: str) -> str:
    """Return `text` without any white space, line ends included."""
    return "".join(text.split())

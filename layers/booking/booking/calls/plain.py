"""Text as people compare it: capital letters, accents and ways to write a letter make no difference."""

import unicodedata


def plain(text: str) -> str:
    """Without them. May be longer than the text, because some characters stand for whole phrases, or empty."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()

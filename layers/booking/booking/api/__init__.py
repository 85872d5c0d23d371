"""The API as a whole: its document, and what no route takes."""

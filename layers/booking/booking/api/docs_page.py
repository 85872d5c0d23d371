"""The docs page: Swagger UI as Powertools ships it, files of our own around it, and the document in it."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from booking.api.documents import Document

_LIBRARY = files("aws_lambda_powertools") / "event_handler" / "openapi" / "swagger_ui"
"""Found below the package alone: an import of the folder's own would import all of Powertools' event handlers."""

_OWN = files("booking.api") / "page"


@cache
def page(document: Document) -> Document:
    """Put together once in a function's life."""
    library = (_LIBRARY / "swagger-ui-bundle.min.js").read_text("utf-8")
    script = (_OWN / "script.js").read_text("utf-8")
    text = (_OWN / "index.html").read_text("utf-8")
    filled = text.format(
        library_style=(_LIBRARY / "swagger-ui.min.css").read_text("utf-8"),
        style=(_OWN / "style.css").read_text("utf-8"),
        document=document.text.strip().replace("<", "\\u003c"),  # no text of it can end the script
        library=library,
        script=script,
    )
    return Document(filled, "text/html; charset=utf-8", _policy(library, script))


def _policy(*scripts: str) -> str:
    """What the page may do: run these scripts alone, and talk to the API that serves it alone."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )

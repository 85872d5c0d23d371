"""$default: a problem for paths that are no route (404) and for methods that a route does not have (405)."""

from booking.http.resolver import entrypoint, resolver

app = resolver()

lambda_handler = entrypoint(app)

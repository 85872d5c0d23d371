"""The generated documents: the API's OpenAPI document, and the JSON Schema of every event.

Their content comes from the code: paths, parameters and bodies from the routes, events from their models. Every example
is an answer that a handler gave. `operations` holds only the texts that the code does not contain.
"""

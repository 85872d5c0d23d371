"""The documents that are generated: the API's OpenAPI document, and the JSON Schema of every event.

What they say comes from the code: paths, parameters and bodies from the handlers, events from their models, and every
example is an answer that the handlers gave. Only what code cannot tell is written down in `operations`.
"""

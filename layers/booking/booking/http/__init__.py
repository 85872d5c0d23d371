"""HTTP: the resolver, what requests and answers look like, and how an error becomes a problem."""

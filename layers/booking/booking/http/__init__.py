"""HTTP: from an event of API Gateway to the answer. It uses no business words."""

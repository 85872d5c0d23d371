"""HTTP: from an event of API Gateway to the answer. It knows no business word."""

"""DynamoDB: sending requests, items on the wire, transactions, pages. It uses no business words."""

"""DynamoDB: sending requests, items on the wire, transactions, pages. It knows no business word."""

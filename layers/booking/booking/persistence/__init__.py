"""DynamoDB: the only place that knows the table's keys, its expressions and its client."""

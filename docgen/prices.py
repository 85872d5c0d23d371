"""AWS's list prices in dollars, without the free tier. The cost of a booking is computed with them.

A month has 30 days. If a price has tiers, it is that of the first tier, the most expensive one.
"""

PRICES_OF = "us-east-1, as published in 2025"

# A million of each.
HTTP_API_REQUEST = 1.00
LAMBDA_REQUEST = 0.20
LAMBDA_GB_SECOND = 13.3334  # arm64; initialising is billed like the rest since August 2025
READ_UNIT = 0.125
WRITE_UNIT = 0.625
EVENT_64_KB = 1.00
TRACE = 5.00
KMS_REQUEST = 3.00
SCHEDULED_CALL = 1.00
SQS_REQUEST = 0.40

# A GB of each.
LOG_GB = 0.50
LOG_GB_RARELY_READ = 0.25  # the class Infrequent Access
OUTBOUND_GB = 0.09  # to the internet, after the account's first 100 GB of a month
ARCHIVED_GB = 0.10

# A GB for a month.
TABLE_GB_MONTH = 0.25
BACKUP_GB_MONTH = 0.20  # point-in-time recovery
LOG_GB_MONTH = 0.03
ARCHIVE_GB_MONTH = 0.023

# One for a month.
ALARM_METRIC_MONTH = 0.10  # an alarm over several metrics is billed for each
METRIC_MONTH = 0.30

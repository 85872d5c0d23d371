"""A store of all areas, for what calls every function's use case: the documents' examples and the tests."""

from booking.customers.store import DynamoCustomers
from booking.history.store import DynamoHistory
from booking.overrides.store import DynamoOverrides
from booking.reports.store import DynamoReports
from booking.resolutions.store import DynamoResolutions
from booking.services.store import DynamoServices


class EveryStore(DynamoCustomers, DynamoHistory, DynamoResolutions, DynamoReports, DynamoServices, DynamoOverrides):
    """Implements the ports of all areas on one table."""

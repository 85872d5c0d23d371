"""How long DynamoDB takes to answer, drawn from published measurements.

Measured by Alex DeBrie from a Lambda function, 400 calls each, results in milliseconds:
https://github.com/alexdebrie/dynamodb-performance-testing/tree/main/put-batch-transaction-performance
(method: https://www.alexdebrie.com/posts/dynamodb-transactions-performance/). A transaction of five items takes as long
when it is refused as when it succeeds (p50 25.3 both, p99 84.9 and 92.5), so one distribution serves both. The paper on
DynamoDB's transactions gives the same ratio: a transactional write takes about four times a plain one (section 5.3 of
https://www.usenix.org/system/files/atc23-idziorek.pdf). A consistent read is drawn as a plain write: it is no slower.
"""

import random
from bisect import bisect_right
from itertools import pairwise

type Quantiles = tuple[tuple[float, float], ...]
"""(share of the calls, milliseconds that they take at most), rising from 0 to 1."""

PLAIN: Quantiles = ((0, 5.47), (0.5, 7.55), (0.9, 11.3), (0.95, 13.2), (0.99, 16.2), (1, 29))
TRANSACTION: Quantiles = ((0, 19.4), (0.5, 25.3), (0.9, 30.7), (0.95, 36.4), (0.99, 92.5), (1, 218))


def draw(quantiles: Quantiles, rng: random.Random) -> float:
    """Seconds; linear between the published points."""
    share = rng.random()
    right = bisect_right([at for at, _ in quantiles], share)
    (from_share, least), (to_share, most) = list(pairwise(quantiles))[min(right, len(quantiles) - 1) - 1]
    return (least + (most - least) * (share - from_share) / (to_share - from_share)) / 1000

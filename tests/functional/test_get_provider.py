"""GET /api/providers/{providerId}, through the function's entry point."""

from tests.functional.lambdas import Function, sample
from tests.functional.seeds import Seeds


def test_the_sample_event_answers_with_the_provider(function: Function, seeds: Seeds) -> None:
    seeds.provider()
    answer = function(sample("get_provider"))
    print(answer)
    assert answer.status == 200

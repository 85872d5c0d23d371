"""The time that Lambda bills for a call."""

from docgen.function_time import (
    FALLBACK_COLD_MS,
    PLAIN_MS,
    TRANSACTION_MS,
    cold_milliseconds,
    warm_milliseconds,
)

FIGURES = {
    "warm": {"create_appointment": {"cpu_us": 1000}, "get_availability, 0 booked": {"cpu_us": 500, "k": 1}},
    "cold": {"create_appointment": {"cpu_ms": 100}, "publish_events": {"cpu_ms": 80}, "reference": {}},
}


def test_processor_time_grows_as_memory_shrinks_and_waiting_does_not() -> None:
    whole = warm_milliseconds("create_appointment", {"GetItem": 1}, 1769, FIGURES)
    quarter = warm_milliseconds("create_appointment", {"GetItem": 1}, 1769 // 4, FIGURES)
    assert (whole, quarter) == (9, 12)  # 1 + 7.55 and 4 + 7.55, billed in whole milliseconds


def test_more_than_a_core_makes_one_thread_no_faster() -> None:
    assert warm_milliseconds("create_appointment", {}, 10_240, FIGURES) == 1


def test_each_request_is_waited_for() -> None:
    waited = warm_milliseconds("create_appointment", {"Query": 2, "TransactWriteItems": 1}, 1769, FIGURES)
    assert waited == round(1 + 2 * PLAIN_MS + TRANSACTION_MS + 0.5)


def test_the_plain_case_of_a_function_is_its_figure() -> None:
    assert warm_milliseconds("get_availability", {"GetItem": 1}, 1769, FIGURES) == 9  # 0.5 + 7.55


def test_a_function_that_was_not_measured_takes_as_long_as_the_slowest() -> None:
    assert cold_milliseconds("get_availability", FIGURES) == 100
    assert cold_milliseconds("publish_events", FIGURES) == 80


def test_without_figures_those_of_the_code_hold() -> None:
    assert cold_milliseconds("publish_events", {}) == FALLBACK_COLD_MS["publish_events"]

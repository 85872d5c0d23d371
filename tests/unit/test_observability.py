"""A trace says which errors led to a failure and where they were raised. It has no text that may quote a value."""

from collections.abc import Callable
from typing import Any

import pytest

from booking.dynamodb.sending import Mistake
from booking.observability import Failed, SafeToLog, failure, trace_of, without_texts

SECRET = "Zoe"


def raised(act: Callable[[], Any]) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever it is
        act()
    return caught.value


def look_up() -> Any:
    return dict[str, str]()[SECRET]


def caused() -> Any:
    try:
        look_up()
    except KeyError as error:
        raise ValueError(SECRET) from error


def met_on_the_way() -> Any:
    try:
        look_up()
    except KeyError:
        raise ValueError(SECRET)  # noqa: B904  # the chain that Python makes by itself


def hidden() -> Any:
    try:
        look_up()
    except KeyError:
        raise ValueError(SECRET) from None


def test_a_trace_has_the_class_and_the_place_but_not_the_text() -> None:
    lines = trace_of(raised(look_up)).splitlines()
    assert (lines[0], lines[-1]) == ("Traceback (most recent call last):", "KeyError")
    assert any(line.endswith("in look_up") for line in lines)
    assert SECRET not in "".join(lines)


@pytest.mark.parametrize(
    ("act", "classes"),
    [(caused, ["KeyError", "ValueError"]), (met_on_the_way, ["KeyError", "ValueError"]), (hidden, ["ValueError"])],
)
def test_what_led_to_an_error_stands_before_it(act: Callable[[], Any], classes: list[str]) -> None:
    trace = trace_of(raised(act))
    assert [line for line in trace.splitlines() if line.endswith("Error") and " " not in line] == classes
    assert SECRET not in trace


def test_errors_that_caused_one_another_are_told_once() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert trace_of(one).count("Traceback") == 2


def test_the_text_of_an_error_that_is_safe_to_log_is_there() -> None:
    mistake = Mistake("GetItem", "ValidationException", SECRET)
    assert trace_of(mistake).endswith("\nMistake: GetItem: ValidationException")
    assert mistake.__notes__ == [SECRET]


def test_the_fields_of_a_log_line_name_the_error_and_have_its_trace() -> None:
    error = raised(look_up)
    assert failure(error) == {"exception_name": "KeyError", "exception": trace_of(error)}


def test_a_function_without_a_caller_ends_with_the_trace_of_its_error() -> None:
    error = raised(lambda: without_texts(lambda *_: caused())({}, None))  # type: ignore[arg-type]
    assert isinstance(error, Failed)
    assert str(error).endswith("\nValueError")
    assert SECRET not in str(error)
    assert error.__suppress_context__, "Python would show the error itself"


def test_a_function_without_a_caller_ends_with_an_error_that_is_safe_to_log_as_it_is() -> None:
    def fail(*_: Any) -> Any:
        raise SafeToLog("not at the end")

    assert str(raised(lambda: without_texts(fail)({}, None))) == "not at the end"  # type: ignore[arg-type]


def test_a_function_that_does_not_fail_is_left_alone() -> None:
    assert without_texts(lambda event, _: event)("answer", None) == "answer"  # type: ignore[arg-type]

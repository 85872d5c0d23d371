"""A function's code is replaced: for a moment its requests may be cut off."""

from local.replacements import MOMENT_SECONDS, Replacements


def test_a_function_is_replaced_just_now_for_a_moment_and_no_other_is() -> None:
    clock = [100.0]
    replacements = Replacements(lambda: clock[0])
    assert not replacements.are_recent()
    replacements.note(["get_provider"])
    clock[0] += MOMENT_SECONDS - 0.1
    assert replacements.are_recent()
    assert (replacements.is_recent("get_provider"), replacements.is_recent("audit_table")) == (True, False)
    clock[0] += 0.2
    assert not replacements.are_recent()
    assert not replacements.is_recent("get_provider")

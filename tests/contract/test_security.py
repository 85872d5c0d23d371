"""docs/security.md agrees with the policy, the template and the tests."""

import re

from booking.access.policy import TABLE, Party, which_of
from docgen.access import with_policy
from local.paths import ROOT, TEMPLATE
from local.translation import read_template
from tests.contract.test_errors import rows

PAGE = (ROOT / "docs" / "security.md").read_text()


def test_the_table_is_the_policy() -> None:
    assert with_policy(PAGE) == PAGE, "run 'make docs'"
    lines = {cells[0]: cells[1:] for cells in rows("The policy", PAGE, level=3)}
    assert lines.keys() == {*TABLE}
    for action, row in TABLE.items():
        assert lines[action][:-1] == [which_of(row, party) for party in Party], action


def test_each_threat_names_a_test_that_exists() -> None:
    named = re.findall(r"`(tests/\S+)`", PAGE.split("\n## Threats\n")[1].split("\n## ")[0])
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_commands_use_outputs_and_scopes_that_the_stack_has() -> None:
    template = read_template(TEMPLATE)
    outputs = set(re.findall(r"\$\(output (\w+)\)", PAGE))
    assert outputs
    assert outputs <= template["Outputs"].keys()
    scopes = template["Resources"]["UserPoolScopes"]["Properties"]
    known = {f"{scopes['Identifier']}/{scope['ScopeName']}" for scope in scopes["Scopes"]}
    assert set(re.findall(r"\bbooking/\w+", PAGE)) == known

"""The template for `sam local` names this stack's parts."""

from typing import Any

from local.build import machine_architecture
from local.sam_local import endpoint_in_docker, for_sam_local

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Architecture": {"Default": "another"}},
    "Globals": {"Function": {"Environment": {"Variables": {"TABLE_NAME": {"Ref": "Table"}, "LEVEL": "INFO"}}}},
    "Resources": {
        "Table": {"Type": "AWS::DynamoDB::Table"},
        "BookFunction": {"Type": "AWS::Serverless::Function", "Properties": {}},
        "PublishFunction": {
            "Type": "AWS::Serverless::Function",
            "Properties": {"Environment": {"Variables": {"EVENT_BUS_NAME": {"Ref": "Bus"}}}},
        },
    },
}
VALUES = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "TABLE_NAME": "table", "EVENT_BUS_NAME": "bus"}


def test_every_function_gets_the_endpoint_and_what_it_asks_for() -> None:
    filled = for_sam_local(TEMPLATE, VALUES, "build")
    assert filled["Globals"]["Function"]["Environment"]["Variables"] == {
        "TABLE_NAME": "table",
        "LEVEL": "INFO",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    }
    publish = filled["Resources"]["PublishFunction"]["Properties"]
    assert publish["Environment"]["Variables"] == {"EVENT_BUS_NAME": "bus"}
    assert filled["Resources"]["BookFunction"] == TEMPLATE["Resources"]["BookFunction"]


def test_code_is_found_from_the_folder_of_the_file() -> None:
    template = {
        **TEMPLATE,
        "Resources": {"Layer": {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": "L"}}},
    }
    assert for_sam_local(template, VALUES, "../build")["Resources"]["Layer"]["Properties"]["ContentUri"] == "../build/L"


def test_the_template_itself_is_not_changed() -> None:
    for_sam_local(TEMPLATE, VALUES, "build")
    assert "AWS_ENDPOINT_URL" not in TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]


def test_functions_have_the_architecture_of_this_machine() -> None:
    filled = for_sam_local(TEMPLATE, VALUES, "build")
    assert filled["Parameters"]["Architecture"]["Default"] == machine_architecture()


def test_docker_desktop_has_a_name_of_its_own_for_this_machine() -> None:
    assert endpoint_in_docker("127.0.0.1", 4566, "Darwin") == "http://host.docker.internal:4566"


def test_on_linux_containers_reach_the_address_that_bind_names_and_no_other() -> None:
    assert endpoint_in_docker("127.0.0.1", 4566, "Linux") is None
    assert endpoint_in_docker("172.17.0.1", 4566, "Linux") == "http://172.17.0.1:4566"

"""The pattern for everyday addresses is a short cut: it accepts nothing that email-validator refuses.

Addresses are generated piece by piece, mostly at the edges of the rules: lengths, hyphens, dots, reserved domains,
characters that look or fold like others. `make prove` tries more of them than `make test`.
"""

import random
from collections.abc import Callable

import pytest
from email_validator import EmailNotValidError, validate_email
from pydantic import TypeAdapter, ValidationError

from booking.http.fields import Email, is_plain_address
from tests.case_seeds import EVERY_THIRD_SEED

ADDRESSES = 25_000
"""Of each seed."""

EVERYDAY = (
    "grace.hopper@example.com",
    "ada@example.org",
    "Anna.Rossi@studio-bianchi.it",
    "info@clinic.example.co.uk",
    "max+booking@gmail.com",
    "o'brien@mail.example.ie",
    "j_r_hartley@books.example",
    "123456@qq.com",
    "a@b.io",
    "first.last@sub.department.university.edu",
    "name@1und1.de",
    "someone@company.photography",
    "under-score_and-dash@my-site24.eu",
    "qa@service.test",
)

ATOM = "abcxyzABCXYZ0189"
ODD = (
    "!#$%&'*+/=?^_`{|}~-()<>[]:;,\\\"@ \t\n\r\x00\x7f\u00e9\u017f\u212a\u0131\u3002\uff0e\uff20\u200d\u0301\u05d0\u4f8b"
)
RESERVED = ("arpa", "invalid", "local", "localhost", "onion", "test", "example", "com", "org", "de", "museum")
PUNYCODE = ("xn--", "xn--p1ai", "XN--90a3ac", "xn--a", "ab--c", "a--b", "abc--d", "1---", "xn-a")

type Piece = Callable[[random.Random], str]


def word(chance: random.Random, longest: int = 8) -> str:
    return "".join(chance.choices(ATOM, k=chance.randint(1, longest)))


def local_part(chance: random.Random) -> str:
    kinds: list[Piece] = [
        word,
        lambda chance: f"{word(chance)}{chance.choice('._+-')}{word(chance)}",
        lambda chance: f"{word(chance)}{chance.choice(ODD)}{word(chance)}",
        lambda chance: ".".join(word(chance) for _ in range(chance.randint(1, 4))),
        lambda chance: chance.choice([".a", "a.", "a..b", "-", "-a", "a-", "_", "+", "'", "", '"a"', "a b", "."]),
        lambda chance: "a" * chance.randint(62, 66),
        lambda chance: f"{'a' * 31}.{'b' * chance.randint(30, 34)}",
    ]
    return chance.choices(kinds, weights=[8, 6, 3, 4, 2, 1, 1])[0](chance)


def label(chance: random.Random) -> str:
    kinds: list[Piece] = [
        word,
        lambda chance: f"{word(chance)}-{word(chance)}",
        lambda chance: f"{chance.choice(['-', ''])}{word(chance)}{chance.choice(['-', '--', ''])}",
        lambda chance: f"{word(chance)}{chance.choice(ODD)}{word(chance)}",
        lambda chance: chance.choice(PUNYCODE) + chance.choice(["", word(chance)]),
        lambda chance: chance.choice(RESERVED),
        lambda chance: str(chance.randint(0, 300)),
        lambda chance: "a" * chance.randint(61, 65),
        lambda _: "",
    ]
    return chance.choices(kinds, weights=[12, 6, 2, 1, 2, 2, 2, 1, 1])[0](chance)


def top_level(chance: random.Random) -> str:
    kinds: list[Piece] = [
        lambda chance: chance.choice(RESERVED),
        lambda chance: recased(chance, chance.choice(RESERVED)),
        lambda chance: "".join(chance.choices("abcz", k=chance.choice([1, 2, 3, 62, 63, 64]))),
        lambda chance: str(chance.randint(0, 300)),
        label,
        lambda chance: f"{word(chance)}.",
    ]
    return chance.choices(kinds, weights=[12, 3, 4, 1, 2, 1])[0](chance)


def recased(chance: random.Random, text: str) -> str:
    return "".join(chance.choice([c.upper(), c.lower()]) for c in text)


def domain(chance: random.Random) -> str:
    labels = [label(chance) for _ in range(chance.choices([0, 1, 2, 3, 4], weights=[1, 8, 5, 2, 1])[0])]
    if chance.random() < 0.03:  # the longest domains and addresses
        labels = ["a" * 63, "b" * 63, "c" * chance.randint(55, 63), "d" * chance.randint(40, 63)]
    return ".".join([*labels, top_level(chance)])


def address(chance: random.Random) -> str:
    whole = f"{local_part(chance)}@{domain(chance)}"
    if chance.random() < 0.05:
        place = chance.randrange(len(whole) + 1)
        whole = whole[:place] + chance.choice(ODD + ATOM) + whole[place:]
    return whole


def is_good(text: str) -> bool:
    """As the service asks email-validator."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.no_cover
@EVERY_THIRD_SEED
def test_what_the_pattern_accepts_email_validator_accepts(case_seed: int) -> None:
    chance = random.Random(case_seed)
    accepted = [text for text in (address(chance) for _ in range(ADDRESSES)) if is_plain_address(text)]
    assert len(accepted) > ADDRESSES / 10, "hardly any address was looked at"
    assert [text for text in accepted if not is_good(text)] == []


@pytest.mark.parametrize("text", EVERYDAY)
def test_an_everyday_address_needs_no_second_look(text: str) -> None:
    assert is_plain_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "a@b.local",
        "a@b.LocalHost",
        "a@b.onion",
        "a@b.arpa",
        "a@b.invalid",
        "a@b.c",
        "a@b.123",
        "a@xn--bcher-kva.example",
        "a@ab--cd.example",
        "a@-b.example",
        "a@b-.example",
        "a@b.example.",
        "a@b",
        "a@.b.example",
        "a..b@b.example",
        ".a@b.example",
        "a.@b.example",
        f"{'a' * 65}@b.example",
        f"a@{'b' * 64}.example",
        f"a@{'.'.join(['b' * 63] * 3)}.{'c' * 61}.ab",
        "a@b.example\n",
        "\u017f@b.example",
        "a@b.\u212aom",
    ],
)
def test_anything_else_gets_a_second_look(text: str) -> None:
    assert not is_plain_address(text)


@pytest.mark.parametrize(
    "text", ["j\u00f6rg@example.com", "a@b\u00fccher.example", "a/b=c@example.com", "a@xn--bcher-kva.example"]
)
def test_an_address_of_another_kind_is_accepted_as_it_was_sent(text: str) -> None:
    assert TypeAdapter(Email).validate_python(text) == text


def test_a_bad_address_is_refused() -> None:
    with pytest.raises(ValidationError, match="must be an email address"):
        TypeAdapter(Email).validate_python("a@b.local")

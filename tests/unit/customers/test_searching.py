"""How customers are found."""

import pytest

from booking.customers.card import Contact
from booking.customers.searching import MOST_CHARACTERS, MOST_WORDS, Kind, SearchKey, keys_of, search_of

ZOE = Contact("Zoë Müller-Lüdenscheidt", "Zoe.Mueller@Example.COM", "+39 06 123 45 67")


def is_found(query: str, contact: Contact = ZOE) -> bool:
    """By exactly one of the contact's keys: a list shows nobody twice."""
    search = search_of(query)
    assert search
    matching = [key for key in keys_of(contact) if key.kind is search.key.kind and key.text.startswith(search.key.text)]
    shown = [key for key in matching if search.shows(contact, key.text)]
    assert len(shown) <= 1
    return bool(shown)


@pytest.mark.parametrize(
    "query",
    [
        *("zoe", "Zoë", "ZO", "mul", "müll", "lüden", "zoe mul", "muller zoe", "m z"),
        *("zoe.mueller@example.com", "ZOE.MUELLER@", "zoe.mueller@exa"),
        *("4567", "45 67", "06/1234567", "+39 06 1234567", "0039 6 1234567", "567"),
    ],
)
def test_who_is_meant_is_found(query: str) -> None:
    assert is_found(query)


@pytest.mark.parametrize("query", ["oe", "zoe smith", "mueller@example.com", "0612", "123", "zoe.mueller@example.org"])
def test_who_is_not_meant_is_not_found(query: str) -> None:
    assert not is_found(query)


@pytest.mark.parametrize("query", ["!", " ", "-", "()", "@", "@example.com"])
def test_there_has_to_be_something_to_find(query: str) -> None:
    assert search_of(query) is None


def test_few_digits_are_looked_for_in_names() -> None:
    assert is_found("2", Contact("Room 2"))


def test_a_customer_with_two_words_that_fit_is_shown_once() -> None:
    assert is_found("an", Contact("Anna Andersson Ann"))


def test_letters_of_other_scripts_are_letters() -> None:
    assert is_found("李", Contact("李小龙"))
    assert is_found("бор", Contact("Иван Борисов"))  # noqa: RUF001  # these are Cyrillic
    assert is_found("٤٥٦", Contact("Kim", None, "٠١٢٣٤٥٦"))
    assert is_found("456", Contact("Kim", None, "٠١٢٣٤٥٦"))


def test_keys_are_few_and_short() -> None:
    keys = keys_of(Contact(" ".join(f"n{number}" for number in range(50)), "e" * 200, "1" * 40))
    assert len([key for key in keys if key.kind is Kind.NAME]) <= 2 * MOST_WORDS
    assert max(len(key.text) for key in keys) == MOST_CHARACTERS


def test_of_a_contact_without_email_and_phone_only_the_name_is_a_key() -> None:
    assert keys_of(Contact("Kim")) == {SearchKey(Kind.NAME, "kim")}
    assert keys_of(Contact("...")) == set()


def test_a_name_with_an_apostrophe_is_found_with_and_without_it() -> None:
    assert all(is_found(query, Contact("Miles O'Brien")) for query in ("o'brien", "obrien", "brien", "miles obrien"))

"""The picture of docs/rules.md shows what the engine says."""

from xml.etree import ElementTree as ET

from booking.rules.reasons import Reason
from docgen.picture_of_a_day import picture_of_a_day, reasons_of_the_day

NINE, HALF_PAST_ELEVEN, FOUR = 540, 690, 960


def test_the_day_shows_each_reason_that_a_picture_can_show() -> None:
    reasons = reasons_of_the_day()
    shown = {reason for each in reasons.values() for reason in each}
    assert shown == {Reason.OUTSIDE_HOURS, Reason.TIME_OFF, Reason.TAKEN, Reason.BUFFER}
    assert reasons[HALF_PAST_ELEVEN] == [Reason.BUFFER]
    assert reasons[NINE] == reasons[FOUR] == []


def test_each_start_is_a_circle_with_its_reasons() -> None:
    picture = ET.fromstring(picture_of_a_day())
    kinds = [circle.get("class") for circle in picture.iter("{http://www.w3.org/2000/svg}circle")]
    assert kinds == ["refused" if reasons else "offered" for reasons in reasons_of_the_day().values()]
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("buffer") == 2

"""A number in a sentence can be rung with one touch; nothing else becomes a link."""

import pytest

from schoolslink.web.phones import ringable


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            "To talk, ring 01632 960 000.",
            'To talk, ring <a href="tel:01632960000">01632 960 000</a>.',
        ),
        ("Ring 999 now.", 'Ring <a href="tel:999">999</a> now.'),
        (
            "0800 1111 or 116; ask by 27 November 2026.",
            '<a href="tel:08001111">0800 1111</a> or 116; ask by 27 November 2026.',
        ),
        ("Room 1119, at 09.30, on 01.02.2026", "Room 1119, at 09.30, on 01.02.2026"),
        (
            '<b onclick="x">020 7946 0000</b>',
            '&lt;b onclick=&quot;x&quot;&gt;<a href="tel:02079460000">020 7946 0000</a>&lt;/b&gt;',
        ),
        ("It&#39;s 5 o'clock", "It&amp;#39;s 5 o&#x27;clock"),
    ],
)
def test_only_numbers_to_ring_become_links(sentence, shown):
    assert ringable(sentence) == shown

"""The JSON of records is written as Python's own writer has it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from briefings.editions.indented import to_indented

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


def test_a_record_takes_a_line_for_each_value() -> None:
    assert to_indented({"date": "2026-01-30", "claims": [{"id": "a", "keys": []}, 3]}) == (
        '{\n "date": "2026-01-30",\n "claims": [\n  {\n   "id": "a",\n   "keys": []\n  },\n  3\n ]\n}'
    )


@given(PLAIN)
def test_any_value_is_written_as_json_dumps_writes_it(value: object) -> None:
    assert to_indented(value) == json.dumps(value, ensure_ascii=False, indent=1)

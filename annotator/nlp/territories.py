"""The world's countries and large regions by their Indonesian names, from Unicode CLDR."""

from __future__ import annotations

# Codes of CLDR that name no place of their own in the news: continents by number are let in one by one.
_REGIONS = ("002", "003", "005", "009", "013", "018", "019", "029", "030", "034", "035", "142", "143", "145", "150",
            "151", "154", "155")  # fmt: skip
_NOT_PLACES = ("EZ", "UN", "XA", "XB", "ZZ")


def territories() -> tuple[str, ...]:
    """Return the Indonesian names of the world's countries and large regions, through Babel."""
    from babel import Locale

    names = Locale("id").territories
    return tuple(
        sorted(
            {
                name
                for code, name in names.items()
                if (code in _REGIONS if code[0].isdigit() else code not in _NOT_PLACES)
            }
        )
    )

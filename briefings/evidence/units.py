"""Units, currencies and scales as they are written, and how units of one dimension convert into each other."""

from __future__ import annotations

from decimal import Decimal


def listed(text: str) -> tuple[str, ...]:
    """A list of words, written as one text."""
    return tuple(text.split())


PERCENT = "percent"
POINTS = "percentage-points"
BASIS_POINTS = "basis-points"
FRACTION = "fraction"
TIMES = "times"

SCALES: dict[str, int] = {
    "k": 3,
    "thousand": 3,
    "lakh": 5,
    "lakhs": 5,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "million": 6,
    "millions": 6,
    "mio": 6,
    "mio.": 6,
    "millionen": 6,
    "millones": 6,
    "tausend": 3,
    "crore": 7,
    "crores": 7,
    "b": 9,
    "bn": 9,
    "bln": 9,
    "billion": 9,
    "billions": 9,
    "mrd": 9,
    "mrd.": 9,
    "milliarde": 9,
    "milliarden": 9,
    "milliard": 9,
    "milliards": 9,
    "mil millones": 9,
    "t": 12,
    "tn": 12,
    "trn": 12,
    "trillion": 12,
    "trillions": 12,
    "hundred": 2,
    "dozen": 0,
}
"""How many noughts a word of scale stands for (`dozen` is twelve, and handled by itself)."""

KOREAN_SCALES: dict[str, int] = {"십": 1, "백": 2, "천": 3, "만": 4, "억": 8, "조": 12}

SYMBOLS: dict[str, str] = {
    "us$": "USD",
    "u.s.$": "USD",
    "usd$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "aus$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "can$": "CAD",
    "hk$": "HKD",
    "nt$": "TWD",
    "s$": "SGD",
    "sg$": "SGD",
    "nz$": "NZD",
    "r$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "cn¥": "CNY",
    "jp¥": "JPY",
    "元": "CNY",
    "円": "JPY",
    "₩": "KRW",
    "￦": "KRW",
    "₹": "INR",
    "₽": "RUB",
    "₴": "UAH",
    "₫": "VND",
    "₱": "PHP",
    "₺": "TRY",
}

CODES = listed(
    "usd eur gbp jpy cny rmb krw aud cad chf hkd twd sgd nzd inr rub uah vnd php try brl sek nok dkk pln "
    "czk ils thb idr myr zar mxn aed sar"
)

_MONEY: dict[str, tuple[str, ...]] = {
    "USD": ("dollar", "dollars", "u.s. dollars", "us dollars", "american dollars", "de dollars", "us-dollar", "달러"),
    "AUD": ("australian dollars", "australian dollar"),
    "CAD": ("canadian dollars", "canadian dollar"),
    "HKD": ("hong kong dollars",),
    "SGD": ("singapore dollars",),
    "TWD": ("taiwan dollars", "new taiwan dollars"),
    "NZD": ("new zealand dollars",),
    "EUR": ("euro", "euros", "d’euros", "d'euros", "de euros", "유로"),
    "GBP": ("pound", "pounds", "pounds sterling", "sterling"),
    "JPY": ("yen", "엔"),
    "CNY": ("yuan", "renminbi", "위안"),
    "KRW": ("won", "원"),
    "INR": ("rupee", "rupees"),
    "RUB": ("rouble", "roubles", "ruble", "rubles"),
    "CHF": ("swiss francs", "francs"),
    "UAH": ("hryvnia", "hryvnias"),
    "VND": ("dong",),
    "TRY": ("lira",),
    "BRL": ("reais",),
    "SEK": ("kronor",),
    "THB": ("baht",),
    "IDR": ("rupiah",),
    "MYR": ("ringgit",),
}

_OTHER: dict[str, tuple[str, ...]] = {
    PERCENT: (
        "%",
        "％",
        "per cent",
        "percent",
        "pct",
        "pct.",
        "per cents",
        "per-cent",
        "prozent",
        "pour cent",
        "por ciento",
        "퍼센트",
    ),
    POINTS: (
        "percentage points",
        "percentage point",
        "percentage-point",
        "percentage-points",
        "per cent points",
        "percent points",
        "% points",
        "%-points",
        "%-point",
        "pp",
        "p.p.",
        "ppt",
        "ppts",
        "pps",
        "%p",
        "%포인트",
    ),
    BASIS_POINTS: ("basis points", "basis point", "basis-point", "basis-points", "bps", "bp"),
    # length, in metres
    "km": ("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "kilomètres", "킬로미터"),
    "m": ("metre", "metres", "meter", "meters", "m"),
    "cm": ("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
    "mm": ("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
    "mile": ("mile", "miles"),
    "nautical-mile": ("nautical mile", "nautical miles", "nautical-mile", "nm", "nmi"),
    "foot": ("foot", "feet", "ft", "ft."),
    "inch": ("inch", "inches"),
    "yard": ("yard", "yards"),
    # area, in square metres
    "km2": ("square kilometres", "square kilometre", "square kilometers", "square kilometer", "sq km", "sq. km", "km²"),
    "m2": ("square metres", "square metre", "square meters", "square meter", "m²", "sq m", "sq. m"),
    "hectare": ("hectare", "hectares", "ha"),
    "acre": ("acre", "acres"),
    "mile2": ("square miles", "square mile", "sq mi", "sq. mi"),
    "foot2": ("square feet", "square foot", "sq ft", "sq. ft"),
    # mass, in kilograms
    "kg": ("kg", "kgs", "kilogram", "kilograms", "kilogramme", "kilogrammes", "kilo", "kilos"),
    "g": ("gram", "grams", "grammes", "g"),
    "tonne": ("tonne", "tonnes", "ton", "tons", "metric ton", "metric tons", "metric tonnes", "mt", "톤"),
    "kilotonne": ("kiloton", "kilotons", "kilotonne", "kilotonnes"),
    "megatonne": ("megaton", "megatons", "megatonne", "megatonnes"),
    "lb": ("lb", "lbs", "lb.", "lbs."),
    "ounce": ("ounce", "ounces", "oz"),
    # time, in seconds; months and years are a dimension of their own
    "second": ("seconds", "sec", "secs"),
    "minute": ("minute", "minutes", "minuten", "min", "mins"),
    "hour": ("hour", "hours", "stunden", "heures", "hrs", "hr"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "month": ("month", "months", "개월"),
    "year": ("year", "years", "yr", "yrs", "year-old", "years-old", "years old"),
    "decade": ("decade", "decades"),
    # power, energy
    "W": ("watt", "watts"),
    "kW": ("kw", "kilowatt", "kilowatts"),
    "MW": ("mw", "megawatt", "megawatts"),
    "GW": ("gw", "gigawatt", "gigawatts"),
    "kWh": ("kwh", "kilowatt-hours", "kilowatt hours"),
    "MWh": ("mwh", "megawatt-hours", "megawatt hours"),
    "GWh": ("gwh", "gigawatt-hours", "gigawatt hours"),
    "TWh": ("twh", "terawatt-hours", "terawatt hours"),
    # volume, in litres
    "barrel": ("barrel", "barrels", "bbl", "bpd"),
    "litre": ("litre", "litres", "liter", "liters"),
    "gallon": ("gallon", "gallons"),
    "m3": ("mètres cubes", "m3", "kubikmeter", "cubic metres", "cubic metre", "cubic meters", "cubic meter", "m³"),
    "hm3": ("hm³", "hm3", "cubic hectometres", "cubic hectometers"),
    # speed, in kilometres an hour
    "m/s": ("m/s", "metres per second", "meters per second", "metres a second", "meters a second"),
    "km/h": ("km/h", "kph", "kmh", "kilometres per hour", "kilometers per hour", "kilometres an hour"),
    "mph": ("mph", "miles per hour", "miles an hour"),
    "knot": ("knot", "knots"),
    # stored data
    "MB": ("mb", "megabyte", "megabytes"),
    "GB": ("gb", "gigabyte", "gigabytes"),
    "TB": ("tb", "terabyte", "terabytes"),
    # temperature
    "celsius": ("°c", "degrees celsius", "degrees centigrade", "℃"),
    "fahrenheit": ("°f", "degrees fahrenheit", "℉"),
    "degree": ("°", "degrees"),
    "cent": ("cents", "cent", "¢"),
    "penny": ("pence", "penny"),
    TIMES: ("times", "-fold", "fold", "x"),
    "person": ("명", "people", "persons", "person"),
}

UNITS: dict[str, str] = {
    **{code: {"rmb": "CNY"}.get(code, code.upper()) for code in CODES},
    **{word: unit for unit, words in (*_MONEY.items(), *_OTHER.items()) for word in words},
}
"""A unit as written, in small letters → its one name."""

CURRENCIES = frozenset(SYMBOLS.values()) | frozenset(UNITS[code] for code in CODES) | frozenset(_MONEY)

_FACTORS: dict[str, dict[str, str]] = {
    "share": {PERCENT: "1", FRACTION: "1"},
    "points": {POINTS: "1", BASIS_POINTS: "0.01"},
    "length": {
        "km": "1000",
        "m": "1",
        "cm": "0.01",
        "mm": "0.001",
        "mile": "1609.344",
        "nautical-mile": "1852",
        "foot": "0.3048",
        "inch": "0.0254",
        "yard": "0.9144",
    },
    "area": {
        "km2": "1000000",
        "m2": "1",
        "hectare": "10000",
        "acre": "4046.8564224",
        "mile2": "2589988.110336",
        "foot2": "0.09290304",
    },
    "mass": {
        "kg": "1",
        "g": "0.001",
        "tonne": "1000",
        "kilotonne": "1000000",
        "megatonne": "1000000000",
        "lb": "0.45359237",
        "ounce": "0.028349523125",
    },
    "time": {"second": "1", "minute": "60", "hour": "3600", "day": "86400", "week": "604800"},
    "years": {"month": "1", "year": "12", "decade": "120"},
    "power": {"W": "0.001", "kW": "1", "MW": "1000", "GW": "1000000"},
    "energy": {"kWh": "1", "MWh": "1000", "GWh": "1000000", "TWh": "1000000000"},
    "volume": {"litre": "1", "barrel": "158.987294928", "gallon": "3.785411784", "m3": "1000", "hm3": "1000000000"},
    "speed": {"m/s": "3.6", "km/h": "1", "mph": "1.609344", "knot": "1.852"},
    "temperature": {"celsius": "1", "fahrenheit": "1", "degree": "1"},
    "ratio": {TIMES: "1"},
    "data": {"MB": "1", "GB": "1000", "TB": "1000000"},
    "cents": {"cent": "1"},
    "pence": {"penny": "1"},
}
"""Each unit in terms of its dimension's base. The factors are exact by definition: the international yard and pound
agreement of 1959, the nautical mile of 1929; a barrel is 42 US gallons of 231 cubic inches."""

_PLACES = {unit: (name, Decimal(factor)) for name, units in _FACTORS.items() for unit, factor in units.items()}
_DIMENSIONS = (
    {"": ""} | {currency: currency for currency in CURRENCIES} | {unit: place[0] for unit, place in _PLACES.items()}
)


def dimension(unit: str) -> str:
    """What a unit measures: `length`, the currency itself, `count` for a plain noun, "" for none."""
    return _DIMENSIONS.get(unit, "count")


def kindred(unit: str) -> frozenset[str]:
    """The other units that a unit converts into."""
    place = _PLACES.get(unit)
    return frozenset(_FACTORS[place[0]]) - {unit} if place else frozenset()


def is_time(unit: str) -> bool:
    """Whether a unit is of time: "over five years" is a span, and no bound."""
    return dimension(unit) in ("time", "years")


def converted(value: Decimal, unit: str, into: str) -> Decimal | None:
    """A value in another unit of the same dimension; None where there is no way."""
    if unit == into:
        return value
    if unit == "celsius" and into == "fahrenheit":
        return value * Decimal("1.8") + 32
    if unit == "fahrenheit" and into == "celsius":
        return (value - 32) / Decimal("1.8")
    ours, theirs = _PLACES.get(unit), _PLACES.get(into)
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return None
    return value * ours[1] / theirs[1]


def factor(unit: str, into: str) -> Decimal:
    """By how much a difference in one unit is multiplied in another; 1 where they do not convert."""
    if unit == "celsius" and into == "fahrenheit":
        return Decimal("1.8")
    if unit == "fahrenheit" and into == "celsius":
        return 1 / Decimal("1.8")
    ours, theirs = _PLACES.get(unit), _PLACES.get(into)
    return ours[1] / theirs[1] if ours and theirs and ours[0] == theirs[0] else Decimal(1)

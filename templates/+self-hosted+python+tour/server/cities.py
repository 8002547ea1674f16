"""The cities that the assistant knows, and that people can mention with @."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class City:
    """A city with its usual weather: what is normal for each month, not a forecast."""

    id: str
    title: str
    country: str
    highs: tuple[int, ...]
    """Mean daily maximum of each month in °C, January first."""
    lows: tuple[int, ...]
    """Mean daily minimum of each month in °C, January first."""
    wet_days: tuple[int, ...]
    """Days with at least 1 mm of rain in each month, January first."""
    note: str


CITIES = {
    city.id: city
    for city in (
        City(
            id="london",
            title="London",
            country="United Kingdom",
            highs=(8, 9, 12, 15, 18, 21, 24, 23, 20, 16, 12, 9),
            lows=(3, 3, 4, 6, 9, 12, 14, 14, 11, 9, 5, 3),
            wet_days=(12, 10, 9, 9, 8, 8, 8, 8, 8, 10, 11, 11),
            note="The big museums are free. A contactless card is the ticket on Tube and bus.",
        ),
        City(
            id="paris",
            title="Paris",
            country="France",
            highs=(8, 9, 13, 17, 20, 24, 26, 26, 22, 17, 11, 8),
            lows=(3, 3, 5, 8, 11, 14, 16, 16, 13, 10, 6, 4),
            wet_days=(10, 9, 9, 9, 10, 9, 8, 8, 8, 10, 10, 11),
            note="Many museums close on Monday or Tuesday. The Seine is best seen on foot.",
        ),
        City(
            id="tokyo",
            title="Tokyo",
            country="Japan",
            highs=(10, 11, 14, 19, 24, 26, 30, 31, 28, 22, 17, 12),
            lows=(1, 2, 5, 10, 15, 19, 23, 24, 21, 15, 9, 4),
            wet_days=(5, 6, 10, 10, 11, 12, 12, 9, 12, 11, 8, 5),
            note="The last trains leave around midnight. A rail card also pays in most shops.",
        ),
        City(
            id="nairobi",
            title="Nairobi",
            country="Kenya",
            highs=(26, 27, 27, 25, 24, 23, 22, 23, 25, 26, 24, 25),
            lows=(13, 13, 15, 15, 14, 12, 11, 12, 12, 14, 14, 14),
            wet_days=(5, 4, 8, 14, 11, 4, 3, 4, 4, 7, 14, 9),
            note="The national park begins at the edge of the city. Evenings are cool all year.",
        ),
        City(
            id="lima",
            title="Lima",
            country="Peru",
            highs=(26, 27, 26, 24, 22, 20, 19, 19, 19, 20, 22, 24),
            lows=(20, 20, 20, 18, 17, 16, 15, 15, 15, 16, 17, 18),
            wet_days=(0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0),
            note="It hardly ever rains, but from June to September the sky stays grey.",
        ),
    )
}


def find_city(name: str) -> City | None:
    """Find a city by its name or id, however it is written."""
    return CITIES.get(name.strip().removeprefix("@").lower())


def search_cities(query: str) -> list[City]:
    """Find the cities whose name or country holds a text; an empty one finds all."""
    wanted = query.strip().lower()
    return [city for city in CITIES.values() if wanted in f"{city.title} {city.country}".lower()]


def search_city_notes(query: str) -> list[City]:
    """Find the cities whose name, country or note holds a text; an empty one finds all."""
    wanted = query.strip().lower()
    return [
        city
        for city in CITIES.values()
        if wanted in f"{city.title} {city.country} {city.note}".lower()
    ]


def usual_weather(city: City, day: date) -> dict[str, str]:
    """Describe what the weather of a city usually is on a day, as the widget shows it."""
    month = day.month - 1
    wet_days = city.wet_days[month]
    if wet_days >= 10:
        sky = "Often rainy"
    elif wet_days >= 5:
        sky = "Some rain"
    else:
        sky = "Mostly dry"
    return {
        "city": city.title,
        "month": f"{day:%B}",
        "high": f"{city.highs[month]}°",
        "low": f"{city.lows[month]}°",
        "sky": f"{sky}, about {wet_days} wet days",
    }

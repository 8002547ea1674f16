"""What people can mention with @. Page and assistant use the same list, so that they agree."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from .cities import CITIES, City, search_cities, usual_weather
from .errors import AppError
from .web import Web


def entity_router(web: Web) -> APIRouter:
    """`GET /api/entities` searches; `GET /api/entities/{id}` gives what a preview shows."""
    router = APIRouter(prefix="/api/entities", dependencies=[Depends(web.identity.required)])

    @router.get("")
    def search(query: Annotated[str, Query(max_length=100)] = "") -> list[dict[str, Any]]:
        return [_as_entity(city) for city in search_cities(query)]

    @router.get("/{entity_id}")
    def show(entity_id: str) -> dict[str, Any]:
        city = CITIES.get(entity_id)
        if city is None:
            raise AppError(404, "entity_not_found", "There is no such entity.")
        weather = usual_weather(city, date.today())
        return {
            **_as_entity(city),
            "description": city.note,
            "weather": f"{weather['month']}: {weather['high']} / {weather['low']}",
        }

    return router


def _as_entity(city: City) -> dict[str, Any]:
    return {
        "id": city.id,
        "title": city.title,
        "icon": "map-pin",
        "group": "Cities",
        "interactive": True,
        "data": {"city": city.title, "country": city.country},
    }

import { Hono } from "hono";
import { type City, cities, searchCities, usualWeather } from "./cities.ts";
import { AppError } from "./errors.ts";
import type { AppEnv } from "./network.ts";

const QUERY_LENGTH = 100;

/**
 * What people can mention with @. Page and assistant use the same list, so that they agree.
 *
 * `GET /?query=` searches; `GET /:id` gives what a preview shows.
 */
export function entityRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get("/", (c) => {
    const query = c.req.query("query") ?? "";
    if (query.length > QUERY_LENGTH) {
      throw new AppError(400, {
        code: "bad_request",
        message: "The request is not what this route expects.",
      });
    }
    return c.json(searchCities(query).map(toEntity));
  });
  routes.get("/:id", (c) => {
    const city = cities.find(({ id }) => id === c.req.param("id"));
    if (!city) {
      throw new AppError(404, { code: "entity_not_found", message: "There is no such entity." });
    }
    const { month, high, low } = usualWeather(city, new Date());
    return c.json({
      ...toEntity(city),
      description: city.note,
      weather: `${month}: ${high} / ${low}`,
    });
  });
  return routes;
}

function toEntity({ id, title, country }: City) {
  return {
    id,
    title,
    icon: "map-pin",
    group: "Cities",
    interactive: true,
    data: { city: title, country },
  };
}

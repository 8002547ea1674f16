/** A city with its usual weather: what is normal for each month, not a forecast. */
export interface City {
  readonly id: string;
  readonly title: string;
  readonly country: string;
  /** Mean daily maximum of each month in °C, January first. */
  readonly highs: readonly number[];
  /** Mean daily minimum of each month in °C, January first. */
  readonly lows: readonly number[];
  /** Days with at least 1 mm of rain in each month, January first. */
  readonly wetDays: readonly number[];
  readonly note: string;
}

/** The cities that the assistant knows, and that people can mention with @. */
export const cities: readonly City[] = [
  {
    id: "london",
    title: "London",
    country: "United Kingdom",
    highs: [8, 9, 12, 15, 18, 21, 24, 23, 20, 16, 12, 9],
    lows: [3, 3, 4, 6, 9, 12, 14, 14, 11, 9, 5, 3],
    wetDays: [12, 10, 9, 9, 8, 8, 8, 8, 8, 10, 11, 11],
    note: "The big museums are free. A contactless card is the ticket on Tube and bus.",
  },
  {
    id: "paris",
    title: "Paris",
    country: "France",
    highs: [8, 9, 13, 17, 20, 24, 26, 26, 22, 17, 11, 8],
    lows: [3, 3, 5, 8, 11, 14, 16, 16, 13, 10, 6, 4],
    wetDays: [10, 9, 9, 9, 10, 9, 8, 8, 8, 10, 10, 11],
    note: "Many museums close on Monday or Tuesday. The Seine is best seen on foot.",
  },
  {
    id: "tokyo",
    title: "Tokyo",
    country: "Japan",
    highs: [10, 11, 14, 19, 24, 26, 30, 31, 28, 22, 17, 12],
    lows: [1, 2, 5, 10, 15, 19, 23, 24, 21, 15, 9, 4],
    wetDays: [5, 6, 10, 10, 11, 12, 12, 9, 12, 11, 8, 5],
    note: "The last trains leave around midnight. A rail card also pays in most shops.",
  },
  {
    id: "nairobi",
    title: "Nairobi",
    country: "Kenya",
    highs: [26, 27, 27, 25, 24, 23, 22, 23, 25, 26, 24, 25],
    lows: [13, 13, 15, 15, 14, 12, 11, 12, 12, 14, 14, 14],
    wetDays: [5, 4, 8, 14, 11, 4, 3, 4, 4, 7, 14, 9],
    note: "The national park begins at the edge of the city. Evenings are cool all year.",
  },
  {
    id: "lima",
    title: "Lima",
    country: "Peru",
    highs: [26, 27, 26, 24, 22, 20, 19, 19, 19, 20, 22, 24],
    lows: [20, 20, 20, 18, 17, 16, 15, 15, 15, 16, 17, 18],
    wetDays: [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0],
    note: "It hardly ever rains, but from June to September the sky stays grey.",
  },
];

/** What the weather of a city usually is in a month, as the widget shows it. */
export interface UsualWeather {
  readonly city: string;
  readonly month: string;
  readonly high: string;
  readonly low: string;
  readonly sky: string;
}

/** Finds a city by its name or id, however it is written. */
export function findCity(name: string): City | undefined {
  const id = name.trim().replace(/^@/, "").toLowerCase();
  return cities.find((city) => city.id === id);
}

/** Finds the cities whose name or country holds a text; an empty one finds all. */
export function searchCities(query: string): City[] {
  return cities.filter(({ title, country }) => holds(`${title} ${country}`, query));
}

/** Finds the cities whose name, country or note holds a text; an empty one finds all. */
export function searchCityNotes(query: string): City[] {
  return cities.filter(({ title, country, note }) => holds(`${title} ${country} ${note}`, query));
}

/** Describes what the weather of a city usually is on a day. */
export function usualWeather(city: City, day: Date): UsualWeather {
  const month = day.getMonth();
  const wetDays = city.wetDays[month] ?? 0;
  const sky = wetDays >= 10 ? "Often rainy" : wetDays >= 5 ? "Some rain" : "Mostly dry";
  return {
    city: city.title,
    month: day.toLocaleString("en", { month: "long" }),
    high: `${city.highs[month]}°`,
    low: `${city.lows[month]}°`,
    sky: `${sky}, about ${wetDays} wet days`,
  };
}

function holds(text: string, query: string): boolean {
  return text.toLowerCase().includes(query.trim().toLowerCase());
}

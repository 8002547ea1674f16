import { describe, expect, test } from "vitest";
import { printedUrls } from "../../../src/dev/app/printed-url.ts";

describe("the address is found in what servers print", () => {
  test.each([
    ["Vite", "  ➜  Local:   http://localhost:5173/", "http://localhost:5173/"],
    ["Vite below a path", "  ➜  Local:   http://localhost:5173/app/", "http://localhost:5173/app/"],
    ["Vite by https", "  ➜  Local:   https://localhost:5173/", "https://localhost:5173/"],
    ["Next", "   - Local:        http://localhost:3000", "http://localhost:3000/"],
    [
      "uvicorn",
      "INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",
      "http://127.0.0.1:8000/",
    ],
    ["Flask", " * Running on http://127.0.0.1:5000", "http://127.0.0.1:5000/"],
    ["Django", "Starting development server at http://127.0.0.1:8000/", "http://127.0.0.1:8000/"],
    [
      "python -m http.server",
      "Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...",
      "http://127.0.0.1:8000/",
    ],
    ["Rails", "* Listening on http://[::1]:3000", "http://[::1]:3000/"],
    ["every address of IPv6", "Serving HTTP on :: (http://[::]:8000/) ...", "http://[::1]:8000/"],
    ["a sentence", "The server listens at http://localhost:4000.", "http://localhost:4000/"],
    ["JSON", '{"url":"http://localhost:4000/x","pid":7}', "http://localhost:4000/x"],
    ["Markdown", "Open [the app](http://localhost:4000/x).", "http://localhost:4000/x"],
    ["a name below localhost", "http://shop.localhost:4000/", "http://shop.localhost:4000/"],
    ["no port", "http://localhost/", "http://localhost/"],
    ["Express", "Example app listening on port 3000", "http://localhost:3000/"],
    ["a port behind a colon", "Server is running on :8080", "http://localhost:8080/"],
    ["a host and a port", "listening on localhost:3000", "http://localhost:3000/"],
    ["a port and a full stop", "Ready on port: 4000.", "http://localhost:4000/"],
    ["a query", "http://localhost:8888/?token=a1", "http://localhost:8888/?token=a1"],
  ])("%s", (_, line, url) => {
    expect(printedUrls(line).map(String)).toEqual([url]);
  });

  test("several in one line, in their order", () => {
    const line = "http://localhost:1 http://127.0.0.1:2/";
    expect(printedUrls(line).map(({ port }) => port)).toEqual(["1", "2"]);
  });
});

describe("what is no address of this machine is passed over", () => {
  test.each([
    "  ➜  Network: http://192.168.1.7:5173/",
    "Debugger listening on ws://127.0.0.1:9229/1f",
    "See https://vite.dev/config",
    "http://localhost.example.com/",
    "http://127.0.0.1.example.com/",
    "http://localhost:80@example.com/",
    "http://localhost:99999/",
    "Connected to the database on port 5432",
    "ready in 1250 ms",
    "listening on port 99999",
    "listening on wss://example.com:3000",
    "http://",
    "",
  ])("%s", (line) => {
    expect(printedUrls(line)).toEqual([]);
  });
});

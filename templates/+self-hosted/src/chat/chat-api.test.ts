import { afterEach, expect, test, vi } from "vitest";
import { createChatApi } from "./chat-api";
import { fetchAsVisitor } from "./identity";

vi.mock("./identity");
const request = vi.mocked(fetchAsVisitor);
const onFailure = vi.fn();
const onSuccess = vi.fn();
const api = createChatApi({ domainKey: "local-dev", onFailure, onSuccess });

afterEach(() => vi.clearAllMocks());

test("an answer goes to ChatKit untouched", async () => {
  const response = new Response("data: {}\n\n");
  request.mockResolvedValueOnce(response);
  expect(await api.fetch?.("/chatkit")).toBe(response);
  expect(response.bodyUsed).toBe(false);
  expect(onSuccess).toHaveBeenCalledOnce();
});

test("a refusal is told to the page, and ChatKit can still read it", async () => {
  const error = { code: "rate_limited", message: "Too many." };
  request.mockResolvedValueOnce(Response.json({ error }, { status: 429 }));
  const response = await api.fetch?.("/chatkit");
  expect(await response?.json()).toEqual({ error });
  expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ code: "rate_limited" }));
});

test("a server that does not answer is told, a stop on purpose is not", async () => {
  request.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await expect(api.fetch?.("/chatkit")).rejects.toThrow("Failed to fetch");
  expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ code: "server_down" }));

  onFailure.mockClear();
  request.mockRejectedValueOnce(new DOMException("Stopped", "AbortError"));
  await expect(api.fetch?.("/chatkit", { signal: AbortSignal.abort() })).rejects.toThrow("Stopped");
  expect(onFailure).not.toHaveBeenCalled();
});

test("an answer that outlives its connection has a name, by which an abort stops it", async () => {
  const outliving = createChatApi({
    domainKey: "local-dev",
    onFailure,
    onSuccess,
    answersOutliveConnections: true,
  });
  const leave = new AbortController();
  request.mockImplementation(async () => new Response(null));
  const { signal } = leave;
  const list = JSON.stringify({ type: "threads.list", params: {} });
  await outliving.fetch?.("/chatkit", { method: "POST", body: list, signal });
  expect(request.mock.lastCall?.[1]?.headers).toBeUndefined();

  const message = JSON.stringify({ type: "threads.create", params: {} });
  await outliving.fetch?.("/chatkit", { method: "POST", body: message, signal });
  const turn = new Headers(request.mock.lastCall?.[1]?.headers).get("ChatKit-Turn");
  expect(turn).toMatch(/^[\w-]{16,64}$/);

  leave.abort();
  expect(request).toHaveBeenLastCalledWith(
    `/api/turns/${turn}/stop`,
    expect.objectContaining({ method: "POST" }),
  );
});

test("an answer that ends with its connection has no name", async () => {
  const ending = createChatApi({
    domainKey: "local-dev",
    onFailure,
    onSuccess,
    answersOutliveConnections: false,
  });
  request.mockImplementation(async () => new Response(null));
  const body = JSON.stringify({ type: "threads.create", params: {} });
  await ending.fetch?.("/chatkit", { method: "POST", body, signal: new AbortController().signal });
  expect(request.mock.lastCall?.[1]?.headers).toBeUndefined();
});

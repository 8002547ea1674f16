import { getProxyForUrl } from "proxy-from-env";
import type { Dispatcher } from "undici";
import { EXIT } from "../errors.ts";
import { OpenAIFailure } from "./failure.ts";

/** A proxy that the shell asks for. */
export interface ShellProxy {
  /** Its address without user and password, for messages. */
  readonly shown: string;
  /** The variable that names it, such as `HTTPS_PROXY`. */
  readonly variable: string;
  /** A `fetch` whose requests go through it. */
  readonly fetch: typeof fetch;
}

/** The code of a proxy that ends a connection instead of answering. */
export const PROXY_HUNG_UP = "PROXY_HUNG_UP";

/**
 * The proxy between here and an address, as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
 * of the shell say, in either case. Node's own `fetch` knows none of them.
 *
 * @param url where a request goes
 * @returns undefined when it goes there directly
 * @throws {OpenAIFailure} `openai_proxy_failed` (exit 4) when the variable holds no address of an
 * HTTP proxy
 */
export async function proxyFor(url: string): Promise<ShellProxy | undefined> {
  const named = getProxyForUrl(url);
  if (named === "") return undefined;
  const variable = variableFor(new URL(url).protocol);
  const address = proxyUrl(named, variable);
  // Loaded only where a proxy is set: most runs need no second HTTP client.
  const { Pool, ProxyAgent, fetch: fetchWith } = await import("undici");
  const dispatcher = new ProxyAgent({
    uri: address.href,
    clientFactory: (origin, options) => {
      const pool = new Pool(origin, options);
      const connect = (asked: Omit<Dispatcher.ConnectOptions, "origin">) =>
        pool.connect(asked).catch((error: unknown) => {
          throw asHungUp(error);
        });
      return Object.create(pool, { connect: { value: connect } });
    },
  });
  const viaProxy: unknown = (input: string, init: Parameters<typeof fetchWith>[1]) =>
    fetchWith(input, { ...init, dispatcher });
  const shown = `${address.protocol}//${address.host}`;
  return { shown, variable, fetch: viaProxy as typeof fetch };
}

/** Undici takes its own word for a proxy that hung up as a reason to connect again, for ever. */
function asHungUp(error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "UND_ERR_SOCKET")) return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: PROXY_HUNG_UP });
}

function proxyUrl(named: string, variable: string): URL {
  // `proxy.example:8080` is given the scheme of what is asked for, but means plain HTTP, as in curl.
  const text = process.env[variable] === named ? named : named.replace(/^\w+:/, "http:");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new OpenAIFailure(`${variable} of the shell holds no address of an HTTP proxy.`, {
    code: "openai_proxy_failed",
    exitCode: EXIT.unreachable,
    hint: `It looks like ${variable}=http://proxy.example:8080; unset it to go without.`,
  });
}

/** The variable that counts: the lower-case one first, and one for all protocols last. */
function variableFor(protocol: string): string {
  const names = [`${protocol.replace(":", "")}_proxy`, "all_proxy"].flatMap((name) => [
    name,
    name.toUpperCase(),
  ]);
  return names.find((name) => process.env[name]) ?? "HTTPS_PROXY";
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SignJWT } from "jose";
import { CliError, EXIT, usageError } from "../errors.ts";
import type { ChatKitJson } from "../project/chatkit-json.ts";
import type { Environment, Variable } from "../project/environment.ts";

/** How long a token of the app itself lasts, which is as long as ours may (identity.ts of an app). */
export const IDENTITY_SECONDS = 60 * 60;

/** Shorter secrets are refused by the apps themselves (settings.ts, settings.py). */
const MINIMUM_SECRET_LENGTH = 32;

/** Where an app keeps the name that its cookies begin with, and how it is written there. */
const APP_ID = {
  node: { file: "server/app-id.ts", line: /^export const appId = ("(?:[^"\\]|\\.)*");?\s*$/m },
  python: { file: "server/app_id.py", line: /^APP_ID = ("(?:[^"\\]|\\.)*")\s*$/m },
} as const;

/** What is needed to sign an identity that an app accepts. */
export interface IdentitySigner {
  /** Names the cookie, and whom the token is for. */
  readonly appId: string;
  /** `CHATKIT_SECRET`, with where it was found. */
  readonly secret: Variable;
}

/** A signed identity: what a browser gets from `POST /api/identity`, for a user of one's choice. */
export interface Identity {
  readonly user: string;
  /** A JWT. */
  readonly token: string;
  /** The name of the cookie that carries it. */
  readonly cookieName: string;
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/**
 * Reads what a self-hosted app signs its identities with.
 *
 * @param directory of the app
 * @param runtime of the app, which says where its name is kept
 * @param environment the shell's variables and the app's `.env`
 * @throws {CliError} exit 2: `app_secret_missing`, `app_secret_short`; exit 1: `app_id_unknown`
 */
export async function readSigner(
  directory: string,
  runtime: ChatKitJson["runtime"],
  environment: Environment,
): Promise<IdentitySigner> {
  const secret = environment.find("CHATKIT_SECRET");
  if (!secret) {
    throw usageError(
      "app_secret_missing",
      "CHATKIT_SECRET is not set, so this app signs with a throw-away secret that nobody else knows.",
      "Put CHATKIT_SECRET=… into .env (make one with: openssl rand -base64 48), then start the app again.",
    );
  }
  if (secret.value.length < MINIMUM_SECRET_LENGTH) {
    throw usageError(
      "app_secret_short",
      `CHATKIT_SECRET has ${secret.value.length} characters; the app refuses fewer than ${MINIMUM_SECRET_LENGTH}.`,
      "Make one with: openssl rand -base64 48",
    );
  }
  return { appId: await readAppId(directory, runtime), secret };
}

async function readAppId(directory: string, runtime: ChatKitJson["runtime"]): Promise<string> {
  const { file, line } = APP_ID[runtime];
  const text = await readFile(join(directory, file), "utf8").catch((error: unknown) => {
    throw appIdUnknown(file, error);
  });
  const written = line.exec(text)?.[1];
  const appId: unknown = written === undefined ? undefined : parsed(written);
  // What a cookie's name may hold (RFC 6265).
  if (typeof appId === "string" && /^[\w.-]+$/.test(appId)) return appId;
  throw appIdUnknown(file, undefined);
}

/** Both languages write the name as JSON does; a name that is written otherwise is none of ours. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function appIdUnknown(file: string, cause: unknown): CliError {
  return new CliError(`${file} does not tell the name of this app's cookies.`, {
    code: "app_id_unknown",
    exitCode: EXIT.failed,
    hint: `create-chatkit-app wrote one line into it that sets a name such as "my_app"; put it back.`,
    cause,
  });
}

/**
 * Signs an identity as the app itself does (identity.ts and identity.py of the templates).
 *
 * @param signer see {@link readSigner}
 * @param request `user`: whose threads it opens; `seconds`: how long it holds
 */
export async function signIdentity(
  { appId, secret }: IdentitySigner,
  { user, seconds }: { readonly user: string; readonly seconds: number },
): Promise<Identity> {
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ use: "access" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setAudience(appId)
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .sign(new TextEncoder().encode(secret.value));
  return { user, token, cookieName: `${appId}_token`, expiresAt: now + seconds };
}

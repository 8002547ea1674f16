import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { scratch } from "./cli.ts";
import { requirement } from "./requirement.ts";

/** Whether tests can make certificates here; with `CI=true` a missing openssl is an error. */
export const hasOpenssl = requirement(
  "openssl, to make a certificate",
  spawnSync("openssl", ["version"]).status === 0,
);

/** Makes a certificate for localhost that nobody else has signed. */
export async function certificate(): Promise<{ readonly key: Buffer; readonly cert: Buffer }> {
  const cwd = await scratch();
  const made = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost", "-days", "2"],
    ],
    { cwd, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const [key, cert] = await Promise.all([
    readFile(join(cwd, "key.pem")),
    readFile(join(cwd, "cert.pem")),
  ]);
  return { key, cert };
}

import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isSecretText, openSecretFile } from "../../src/session/secret-file.ts";
import { scratch } from "../helpers/cli.ts";
import { disk, disks } from "../helpers/disk.ts";

const SECRET = "ek_0123456789abcdef";

describe("a file that holds a secret", () => {
  test("is for its owner alone, also where everybody could read it before", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, "secret"), "", { mode: 0o644 });
    const file = await openSecretFile("secret", cwd);
    await file.write(SECRET);
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    expect(await file.read()).toBe(SECRET);
    expect(await readdir(cwd)).toEqual(["secret"]);
  });

  test("is replaced as a whole: whoever opened the old one reads on in it", async () => {
    const cwd = await scratch();
    const file = await openSecretFile("secret", cwd);
    await file.write(SECRET);
    const before = (await stat(file.path)).ino;
    await file.write(`${SECRET}2`);
    expect((await stat(file.path)).ino).not.toBe(before);
  });

  test("may be behind a link, which stays while it is written", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "far"));
    await writeFile(join(cwd, "far/secret"), SECRET);
    await symlink("far/secret", join(cwd, "near"));
    const file = await openSecretFile("near", cwd);
    await file.write(`${SECRET}2`);
    expect(await readFile(join(cwd, "far/secret"), "utf8")).toBe(`${SECRET}2`);
    expect(await readFile(join(cwd, "near"), "utf8")).toBe(`${SECRET}2`);
    await file.remove();
    expect(await readdir(join(cwd, "far"))).toEqual([]);
  });

  test("may be where a link leads to that leads nowhere yet; the link stays", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "far"));
    await symlink("far/secret", join(cwd, "near"));
    const file = await openSecretFile("near", cwd);
    await file.write(SECRET);
    expect(await readlink(join(cwd, "near"))).toBe("far/secret");
    expect(await readFile(join(cwd, "far/secret"), "utf8")).toBe(SECRET);
    await file.remove();
    expect(await readdir(join(cwd, "far"))).toEqual([]);
    expect(await readlink(join(cwd, "near"))).toBe("far/secret");
  });

  test("may not be behind links in a circle", async () => {
    const cwd = await scratch();
    await symlink("two", join(cwd, "one"));
    await symlink("one", join(cwd, "two"));
    await expect(openSecretFile("one", cwd)).rejects.toMatchObject({ code: "ELOOP" });
  });

  test("that became a directory is told as one", async () => {
    const cwd = await scratch();
    const file = await openSecretFile("secret", cwd);
    await mkdir(join(cwd, "secret"));
    await expect(file.read()).rejects.toMatchObject({ code: "watch_file_unusable", exitCode: 2 });
  });

  test("is not made before there is a secret", async () => {
    const cwd = await scratch();
    await openSecretFile("secret", cwd);
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe("what nobody should lose is refused, and stays as it was", () => {
  const texts: [string, string][] = [
    ["a key", "sk-proj-0123456789abcdef\n"],
    ["an env file", "OPENAI_API_KEY=sk-1\n"],
    ["an env file that has a secret of ours as well", `CHATKIT_CLIENT_SECRET=${SECRET}\nA=1\n`],
    ["a program", "export {};\n"],
    ["two secrets", `${SECRET}\n${SECRET}\n`],
    ["something big", `${SECRET}${"x".repeat(100_000)}`],
  ];
  test.each(texts)("%s", async (_, text) => {
    const cwd = await scratch();
    await writeFile(join(cwd, "mine"), text);
    await expect(openSecretFile("mine", cwd)).rejects.toMatchObject({
      code: "watch_file_in_use",
      exitCode: 2,
    });
    expect(await readFile(join(cwd, "mine"), "utf8")).toBe(text);
    expect(await readdir(cwd)).toEqual(["mine"]);
  });

  test("a directory", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "mine"));
    await expect(openSecretFile("mine", cwd)).rejects.toMatchObject({
      code: "watch_file_unusable",
    });
  });

  test("a device", async () => {
    await expect(openSecretFile("/dev/null", "/")).rejects.toMatchObject({
      code: "watch_file_unusable",
    });
  });

  test("a place in a directory that is missing", async () => {
    const cwd = await scratch();
    await expect(openSecretFile("far/secret", cwd)).rejects.toMatchObject({
      code: "ENOENT",
      path: join(cwd, "far/secret"),
    });
  });

  test("no name", async () => {
    await expect(openSecretFile(" ", "/tmp")).rejects.toMatchObject({ code: "missing_answer" });
  });
});

describe.skipIf(!disks)("a disk that cannot be written to", () => {
  test("and is full is found before a secret is minted for it, and left as it was", async () => {
    const small = await disk("size=8k");
    await writeFile(join(small.path, "more"), Buffer.alloc(8 * 1024));
    await expect(openSecretFile("secret", small.path)).rejects.toMatchObject({ code: "ENOSPC" });
    expect(await readdir(small.path)).toEqual(["more"]);
  });

  test("and is read-only is found before a secret is minted for it", async () => {
    const small = await disk("size=100k");
    small.makeReadOnly();
    await expect(openSecretFile("secret", small.path)).rejects.toMatchObject({ code: "EROFS" });
  });

  test("and is full later keeps the old secret, and nothing beside it", async () => {
    const small = await disk("size=16k,nr_inodes=10");
    const file = await openSecretFile("secret", small.path);
    await file.write(SECRET);
    await writeFile(join(small.path, "more"), Buffer.alloc(8 * 1024));
    await expect(file.write("x".repeat(64 * 1024))).rejects.toMatchObject({ code: "ENOSPC" });
    expect(await file.read()).toBe(SECRET);
    expect((await readdir(small.path)).sort()).toEqual(["more", "secret"]);
  });
});

describe("what counts as a secret of ours", () => {
  test.each([
    [SECRET, true],
    [`${SECRET}\n`, true],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", true],
    [`CHATKIT_CLIENT_SECRET=${SECRET}\nCHATKIT_SESSION_ID=cksess_1\nCHATKIT_USER='a b'\n`, true],
    ["CHATKIT_TOKEN=eyJ.a.b\nCHATKIT_COOKIE=app_token=eyJ.a.b\n", true],
    ["", false],
    ["ek_", false],
    ["hello", false],
    ["CHATKIT_SECRET=abc\n", false],
  ])("%j: %s", (text, expected) => {
    expect(isSecretText(text)).toBe(expected);
  });
});

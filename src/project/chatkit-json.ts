import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { usageError } from "../errors.ts";

const FILE = "chatkit.json";

const schema = z.object({
  version: z.literal(1),
  frontend: z.enum(["react", "vanilla"]),
  backend: z.enum(["self-hosted", "hosted"]),
  runtime: z.enum(["node", "python"]),
  store: z.enum(["sqlite", "postgres", "memory"]).optional(),
  sample: z.enum(["tour", "bare"]),
});

/** What `create` recorded of an app (design 2). */
export type ChatKitJson = z.infer<typeof schema>;

/**
 * Reads which kind of app of ours a directory holds.
 *
 * @param directory the app's own directory
 * @returns undefined where there is no `chatkit.json`: another project, or none
 * @throws {CliError} exit 2, `chatkit_json_invalid`: the file is there and is not one of ours
 */
export async function readChatKitJson(directory: string): Promise<ChatKitJson | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, FILE), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return undefined;
    throw usageError(
      "chatkit_json_invalid",
      `${FILE} cannot be read (${code}).`,
      "Remove it, or put back the file that create-chatkit-app wrote.",
    );
  }
  const checked = schema.safeParse(parsed(text));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw usageError(
    "chatkit_json_invalid",
    `${FILE} does not say what kind of app this is: ${issue?.path.join(".") || "the file"}: ${issue?.message}.`,
    `It holds {"version":1,"frontend","backend","runtime","store","sample"}. Without the file, this is taken for any other project.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError("chatkit_json_invalid", `${FILE} is not JSON: ${reason}`);
  }
}

import { readFile, stat } from "node:fs/promises";
import { BottleError, Secret } from "@claude-bottle/shared";
import { identityProblem } from "../core/git/identity-problem.ts";
import type { PlannedGit } from "../core/git/planned-git.ts";
import { isMissing } from "./files.ts";

/** No private key is larger. */
const MOST_BYTES = 64 * 1024;
const FOR_OTHERS = 0o077;

/**
 * The private key of each git entry that has one, by the entry's name: it is there, the owner's alone and can be used.
 * @throws {BottleError} `file-missing` or `key-unusable`, naming the git entry and the file
 */
export async function readIdentities(git: readonly PlannedGit[]): Promise<Map<string, Secret>> {
  const keys = new Map<string, Secret>();
  for (const { name, credential } of git)
    if (credential?.kind === "key") keys.set(name, await readIdentity(name, credential.path));
  return keys;
}

async function readIdentity(name: string, path: string): Promise<Secret> {
  const unusable = (what: string, hint: string): BottleError =>
    new BottleError("key-unusable", `The IdentityFile "${path}" of the git entry "${name}" ${what}`, {
      hint,
    });
  const unreadable = (cause: unknown): BottleError =>
    new BottleError("file-missing", `Could not read the IdentityFile "${path}" of the git entry "${name}"`, {
      hint: isMissing(cause) ? "Check the path; there is no such file" : "Make the file readable for you",
      cause,
    });
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (!found.isFile() || found.size > MOST_BYTES)
    throw unusable("is no private key", "Name a private key as ssh-keygen writes it");
  if ((found.mode & FOR_OTHERS) !== 0)
    throw unusable("can be read or written by others", `Run chmod 600 ${path}`);
  const text = await readFile(path, "latin1").catch((cause: unknown) => {
    throw unreadable(cause);
  });
  const problem = identityProblem(text);
  if (problem !== null) throw unusable(problem.what, problem.fix);
  return new Secret(path, text);
}

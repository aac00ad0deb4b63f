import { mkdir, mkdtempDisposable, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settleState } from "./state-files.ts";

test.for([
  [0, [], []],
  [3, ["a-00000"], ["a-00000"]],
] as const)(
  "F44 F49 after a session that ended with %i its queue and claims stay or go with its state, and the audit stays",
  async ([status, states, queues]) => {
    await using home = await mkdtempDisposable(join(tmpdir(), "state-"));
    await mkdir(join(home.path, "claims"));
    for (const name of ["a-00000.1.json", ".a-00000.2.json.7.tmp", "other-00000.1.json"])
      await writeFile(join(home.path, "claims", name), "");
    for (const kind of ["state", "queue", "audit"])
      await mkdir(join(home.path, kind, "a-00000"), { recursive: true });
    await mkdir(join(home.path, "queue", "other-00000"));
    await settleState(join(home.path, "state", "a-00000"), status);
    expect(await readdir(join(home.path, "state"))).toEqual(states);
    expect(await readdir(join(home.path, "queue"))).toEqual([...queues, "other-00000"]);
    expect((await readdir(join(home.path, "claims"))).includes("a-00000.1.json")).toBe(states.length > 0);
    expect(await readdir(join(home.path, "claims"))).toHaveLength(states.length > 0 ? 3 : 1);
    expect(await readdir(join(home.path, "audit"))).toEqual(["a-00000"]);
  },
);

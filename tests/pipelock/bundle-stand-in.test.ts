import { execFile } from "node:child_process";
import { chmod, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createAuthority } from "@claude-bottle/shared/x509";
import { expect, test } from "vitest";
import { containerListen } from "../../apps/launcher/src/pipelock/launch-spec.ts";
import { pipelockYaml } from "../../apps/launcher/src/pipelock/yaml.ts";
import { bundleStandIn } from "./bundle-stand-in.ts";

test("the stand-in can be named as a binary: one executable file", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "stand-in-"));
  const file = (name: string): string => join(directory.path, name);
  await bundleStandIn(file("pipelock"));
  const authority = createAuthority({ commonName: "test", days: 1, now: new Date() });
  await writeFile(file("ca.pem"), authority.certPem);
  await writeFile(file("ca-key.pem"), authority.keyPem);
  await chmod(file("ca-key.pem"), 0o600);
  const yaml = pipelockYaml({
    identity: "test-abc12",
    hosts: ["api.test"],
    dlpAction: "block",
    position: "behind-proxy",
    passthrough: [],
    injectedHeaders: [],
    privateHosts: {},
    listen: containerListen,
  });
  await writeFile(file("pipelock.yaml"), yaml);
  const { stdout } = await promisify(execFile)(file("pipelock"), ["check", "-c", file("pipelock.yaml")], {
    cwd: directory.path,
    env: { PATH: dirname(process.execPath) + ":/usr/bin:/bin" },
  });
  expect(stdout).toContain("Config validation: OK");
});

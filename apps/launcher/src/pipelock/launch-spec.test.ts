import { Secret } from "@claude-bottle/shared";
import { createAuthority } from "@claude-bottle/shared/x509";
import { expect, test } from "vitest";
import { pipelockLaunch } from "./launch-spec.ts";

const authority = createAuthority({ commonName: "test", days: 1, now: new Date() });
const yaml = "version: 1\nmode: strict\n";

test("F20 pipelock starts with its file, not as root, and with nothing in its environment", () => {
  const spec = pipelockLaunch({ yaml, authority, extraRoots: [] });
  expect(spec).toMatchObject({
    uid: 65_534,
    env: {},
    run: ["run", "-c", "/etc/pipelock/pipelock.yaml"],
    check: ["check", "-c", "/etc/pipelock/pipelock.yaml"],
    health: ["healthcheck", "--addr", "127.0.0.1:8888"],
  });
  expect(spec.files.map(({ name, mode }) => [name, mode.toString(8)])).toEqual([
    ["pipelock.yaml", "444"],
    ["ca.pem", "444"],
    ["ca-key.pem", "600"],
  ]);
});

test("F20 the key is in no printed form of it", () => {
  const spec = pipelockLaunch({ yaml, authority, extraRoots: [] });
  expect(JSON.stringify(spec)).not.toContain("PRIVATE KEY");
  const key = spec.files.find(({ name }) => name === "ca-key.pem")?.content;
  expect(key instanceof Secret ? key.reveal() : "").toBe(authority.keyPem);
});

test("F41 further roots go beside the system's", () => {
  const spec = pipelockLaunch({ yaml, authority, extraRoots: ["root a", "root b"] });
  expect(spec.env).toEqual({ SSL_CERT_DIR: "/etc/pipelock/roots" });
  expect(spec.files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["roots/", "roots/0.pem", "roots/1.pem"]),
  );
});

test.for(["", "version: 1\n", "mode: balanced\n"])("F20 never starts on the file %j", (file) => {
  expect(() => pipelockLaunch({ yaml: file, authority, extraRoots: [] })).toThrow(/not strict/);
});

test("F20 never starts with a key in another form", () => {
  const keyPem = "-----BEGIN PRIVATE KEY-----\n";
  expect(() =>
    pipelockLaunch({ yaml, authority: { certPem: authority.certPem, keyPem }, extraRoots: [] }),
  ).toThrow(/SEC1/);
});

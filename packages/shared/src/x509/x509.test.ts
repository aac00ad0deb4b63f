import { execFile } from "node:child_process";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkServerIdentity, connect, createServer } from "node:tls";
import { promisify, inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAuthority, createMinter } from "./index.ts";

const run = promisify(execFile);
const now = new Date();
const authority = createAuthority({ commonName: "test authority", days: 30, now });
const minter = createMinter(authority);

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
const hostName = fc
  .array(label, { minLength: 1, maxLength: 8 })
  .map((labels) => labels.join("."))
  .filter((name) => name.length <= 253 && !/(?:^|\.)\d+$/.test(name));
const longName = `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.example`;

async function opensslVerify(certificates: readonly string[]): Promise<string> {
  await using directory = await mkdtempDisposable(join(tmpdir(), "x509-"));
  const file = (name: string): string => join(directory.path, name);
  await writeFile(file("ca.pem"), authority.certPem);
  const names = await Promise.all(
    certificates.map(async (pem, index) => {
      await writeFile(file(`${index}.pem`), pem);
      return file(`${index}.pem`);
    }),
  );
  const { stdout } = await run("openssl", [
    "verify",
    "-x509_strict",
    "-purpose",
    "sslserver",
    "-CAfile",
    file("ca.pem"),
    ...names,
  ]);
  return stdout;
}

describe("the authority", () => {
  test("F24 is a P-256 root that signs leaves only, with its SHA-256 fingerprint", async () => {
    const root = new X509Certificate(authority.certPem);
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(authority.fingerprint).toBe(root.fingerprint256);
    expect(authority.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    await using directory = await mkdtempDisposable(join(tmpdir(), "x509-"));
    await writeFile(join(directory.path, "ca.pem"), authority.certPem);
    const { stdout } = await run("openssl", [
      "x509",
      "-in",
      join(directory.path, "ca.pem"),
      "-noout",
      "-text",
    ]);
    expect(stdout).toContain("CA:TRUE, pathlen:0");
    expect(stdout).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(stdout).toContain("Subject Key Identifier");
    expect(stdout).toContain("Authority Key Identifier");
  });

  test("hands out its key as SEC1, which pipelock reads", () => {
    expect(authority.keyPem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(createPrivateKey(authority.keyPem).asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  });

  test("B43 does not show its key when printed", () => {
    const secret = authority.keyPem.split("\n")[1] ?? "";
    expect(secret.length).toBeGreaterThan(40);
    for (const text of [inspect(authority, { depth: 9, showHidden: true }), JSON.stringify(authority)]) {
      expect(text).toContain("BEGIN CERTIFICATE");
      expect(text).not.toContain(secret);
    }
  });

  test("is made anew each time", () => {
    const other = createAuthority({ commonName: "test authority", days: 30, now });
    expect(other.fingerprint).not.toBe(authority.fingerprint);
  });

  test("writes dates past 2049 in the form that they need", () => {
    const late = createAuthority({ commonName: "late", days: 365 * 40, now });
    expect(new X509Certificate(late.certPem).validToDate.getUTCFullYear()).toBeGreaterThan(2050);
  });
});

describe("a leaf", () => {
  test("lasts from a day ago to seven days ahead and serves TLS only", () => {
    const leaf = new X509Certificate(minter.mint("api.test", now).certPem);
    expect(leaf.ca).toBe(false);
    expect(leaf.validFromDate.getTime()).toBeCloseTo(now.getTime() - 86_400_000, -4);
    expect(leaf.validToDate.getTime()).toBeCloseTo(now.getTime() + 7 * 86_400_000, -4);
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  test.for([
    ["api.test", "DNS:api.test", "CN=api.test"],
    ["127.0.0.1", "IP Address:127.0.0.1", "CN=127.0.0.1"],
    ["::1", "IP Address:0:0:0:0:0:0:0:1", "CN=::1"],
    ["2001:DB8::a:1", "IP Address:2001:DB8:0:0:0:0:A:1", "CN=2001:DB8::a:1"],
    ["::ffff:192.0.2.1", "IP Address:0:0:0:0:0:FFFF:C000:201", "CN=::ffff:192.0.2.1"],
    ["a_b.test", "DNS:a_b.test", "CN=a_b.test"],
    [longName, `DNS:${longName}`, undefined],
  ] as const)("names %s as its subject", ([host, alternative, subject]) => {
    const leaf = new X509Certificate(minter.mint(host, now).certPem);
    expect(leaf.subjectAltName).toBe(alternative);
    expect(leaf.subject || undefined).toBe(subject);
  });

  test("is refused for a name that no certificate can hold", () => {
    for (const host of ["", "a b", "ä.test", "a\u0000b", "a".repeat(254)]) {
      expect(() => minter.mint(host, now)).toThrow(TypeError);
    }
  });

  test("of any host name is accepted by openssl in its strict mode", async () => {
    const hosts = [...fc.sample(hostName, 60), "192.0.2.7", "2001:db8::7", longName];
    const output = await opensslVerify(hosts.map((host) => minter.mint(host, now).certPem));
    expect(output.match(/: OK$/gm)).toHaveLength(hosts.length);
  });

  test("of any host name matches that host and no other", () => {
    fc.assert(
      fc.property(hostName, (host) => {
        const leaf = new X509Certificate(minter.mint(host, now).certPem);
        expect(leaf.checkHost(host)).toBe(host);
        expect(leaf.checkHost(`x${host}`)).toBeUndefined();
        expect(leaf.verify(new X509Certificate(authority.certPem).publicKey)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test.for(["api.test", longName, "127.0.0.1", "::1"])("is accepted by a TLS client for %s", async (host) => {
    const leaf = minter.mint(host, now);
    const server = createServer({ cert: leaf.certPem, key: leaf.keyPem });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const client = connect({
      port: address.port,
      host: "127.0.0.1",
      ca: authority.certPem,
      // The client compares the address that it dialled by itself; the name is what matters here.
      checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
    });
    try {
      await once(client, "secureConnect");
      expect(client.authorized).toBe(true);
    } finally {
      client.destroy();
      server.close();
    }
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostHeader, parseAuthority, parseHostHeader } from "./authority.ts";

describe("the target of a CONNECT", () => {
  test.for([
    ["api.test:443", { host: "api.test", port: 443 }],
    ["API.Test.:8443", { host: "api.test", port: 8443 }],
    ["xn--bcher-kva.test:443", { host: "xn--bcher-kva.test", port: 443 }],
    ["a_b-c.test:1", { host: "a_b-c.test", port: 1 }],
    ["192.0.2.1:443", { host: "192.0.2.1", port: 443 }],
    ["[::1]:443", { host: "::1", port: 443 }],
    ["[2001:DB8::192.0.2.1]:443", { host: "2001:db8::192.0.2.1", port: 443 }],
  ] as const)("reads %s", ([text, authority]) => {
    expect(parseAuthority(text)).toEqual(authority);
  });

  test.for([
    "",
    ":443",
    "api.test",
    "api.test:",
    "api.test:0",
    "api.test:65536",
    "api.test:99999",
    "api.test:0443",
    "api.test:+443",
    "api.test:443 ",
    " api.test:443",
    "api.test:443:443",
    "user@api.test:443",
    "api.test/:443",
    "api..test:443",
    ".api.test:443",
    "api.test..:443",
    "api%2etest:443",
    "bücher.test:443",
    "../../x:443",
    "ca.private/..:443",
    "127.1:443",
    "2130706433:443",
    "0177.0.0.1:443",
    "0x7f000001:443",
    "127.0.0.1.:443",
    "256.0.0.1:443",
    "a.0x7f:443",
    "[::1]",
    "[::1:443",
    "::1:443",
    "[::1%eth0]:443",
    "[1:2:3:4:5:6:7:8:9]:443",
    "[1::2::3]:443",
    "[]:443",
    "[127.0.0.1]:443",
    "[::1]x:443",
    `${"a".repeat(64)}.test:443`,
    `${"a.".repeat(127)}test:443`,
    "a\0.test:443",
    "a\r\n.test:443",
  ])("refuses %j", (text) => {
    expect(parseAuthority(text)).toBeNull();
  });

  test("whatever is read names the same place again, in one spelling", () => {
    const parts = fc.constantFrom(
      "a",
      "Z",
      "0",
      "1",
      "127",
      "0x",
      ".",
      ":",
      "-",
      "_",
      "[",
      "]",
      "%",
      "@",
      "/",
      "443",
      "::",
      " ",
      "é",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        const authority = parseAuthority(pieces.join(""));
        if (authority === null) return;
        expect(authority.host).toMatch(/^[a-z0-9_.:-]+$/);
        expect(parseAuthority(hostHeader(authority, -1))).toEqual(authority);
        const host = authority.host.includes(":") ? `[${authority.host}]` : authority.host;
        expect(new URL(`https://${host.replaceAll("_", "a")}/`).hostname.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a Host header may leave the port out", () => {
  expect(parseHostHeader("api.test", 443)).toEqual({ host: "api.test", port: 443 });
  expect(parseHostHeader("[::1]", 80)).toEqual({ host: "::1", port: 80 });
  expect(parseHostHeader("api.test:", 443)).toBeNull();
  expect(hostHeader({ host: "::1", port: 443 }, 443)).toBe("[::1]");
  expect(hostHeader({ host: "api.test", port: 8443 }, 443)).toBe("api.test:8443");
});

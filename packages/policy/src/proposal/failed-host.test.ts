import fc from "fast-check";
import { expect, test } from "vitest";
import { failedHost } from "./failed-host.ts";

test.for([
  ["https://registry.example.com/pkg?x=1", "registry.example.com"],
  ["http://Example.COM", "example.com"],
  ["https://example.com:8443/", "example.com"],
  ["https://example.com./", "example.com"],
  ["https://192.0.2.1/x", "192.0.2.1"],
])("B34 %s asks for exactly %s", ([url = "", host]) => {
  expect(failedHost(url)).toBe(host);
});

test.for([
  "example.com",
  "ftp://example.com/",
  "https://user@example.com/",
  "https://good.example@evil.example/",
  "https://good.example\\@evil.example/",
  "https://*.example.com/",
  "https://[2001:db8::1]/",
  "https://exa mple.com/",
  "https:///path",
  "https://example.com:port/",
  "https://0x7f.1/",
  "javascript:alert(1)",
  "https://example.com/ and https://evil.example/",
  "",
])("B35 %s names no host", (url) => {
  expect(failedHost(url)).toBe(null);
});

test("B34 where a host is named, the platform's own reader of URLs names the same", () => {
  const part = fc.stringMatching(/^[a-z0-9.@:\\/?#%*\-[\]A-Z]{0,12}$/);
  fc.assert(
    fc.property(part, part, (first, second) => {
      const url = `https://${first}${second}`;
      const host = failedHost(url);
      if (host !== null) expect(new URL(url).hostname.replace(/\.$/, "")).toBe(host);
    }),
    { numRuns: 5_000 },
  );
});

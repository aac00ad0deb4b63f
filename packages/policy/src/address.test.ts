import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./address.ts";

describe("B11 B12 the guard against addresses that are not public", () => {
  test.for([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:7f00:1",
    "::8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "5f00::1",
    "",
    "api.test",
    "1.2.3",
    "01.2.3.4",
    "1.2.3.4.",
    "256.1.1.1",
    "2606:4700::1%1",
    "[2606:4700::1]",
  ])("refuses %j", (ip) => {
    expect(isPublicAddress(ip)).toBe(false);
  });

  test.for([
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "169.253.0.1",
    "192.0.1.1",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::6810:84e5",
    "2A00:1450::1",
    "2001:200::1",
    "2620:4f:8001::1",
  ])("lets %s pass", (ip) => {
    expect(isPublicAddress(ip)).toBe(true);
  });

  test("no form of IPv6 that carries an IPv4 address is public", () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.constantFrom("::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"),
        (four, prefix) => {
          expect(isPublicAddress(`${prefix}${four}`)).toBe(false);
        },
      ),
    );
  });

  test("the spelling of an IPv6 address does not matter", () => {
    fc.assert(
      fc.property(fc.ipV6(), (six) => {
        const canonical = new URL(`http://[${six}]/`).hostname.slice(1, -1);
        expect(isPublicAddress(six)).toBe(isPublicAddress(canonical));
      }),
      { numRuns: 500 },
    );
  });
});

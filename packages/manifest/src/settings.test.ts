import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const read = (value: unknown) => readSettings("settings.json", JSON.stringify(value, null, 2));

test("reads everything the operator may set", () => {
  expect(
    read({
      extra_ca: ["~/corp.pem", "/etc/corp.pem"],
      private_hosts: {
        "Git.example.com": "10.0.0.5",
        "a.example.com": "10.0.0.5:8443",
        "b.example.com": "[fd00::1]:443",
      },
      docker: { join_network: "corp" },
    }),
  ).toEqual({
    extra_ca: ["~/corp.pem", "/etc/corp.pem"],
    private_hosts: {
      "git.example.com": "10.0.0.5",
      "a.example.com": "10.0.0.5:8443",
      "b.example.com": "[fd00::1]:443",
    },
    docker: { join_network: "corp" },
  });
});

test("an empty file of settings is `{}`", () => {
  expect(read({})).toEqual({});
});

test.for([
  [{ extra_cas: [] }, 'settings.json:2: Unknown key "extra_cas"\n  Did you mean "extra_ca"?'],
  [{ extra_ca: ["corp.pem"] }, 'settings.json:3: "extra_ca[0]" ("corp.pem")'],
  [{ private_hosts: { "*.example.com": "10.0.0.1" } }, 'settings.json:3: "private_hosts.*.example.com"'],
  [{ private_hosts: { "a.example.com": "b.example.com" } }, "expected an IP address"],
  [{ private_hosts: { "a.example.com": "10.0.0.1:0" } }, "expected an IP address"],
  [{ private_hosts: { "a.example.com": "10.0.0.1:70000" } }, "expected an IP address"],
  [{ private_hosts: { "a.example.com": "[10.0.0.1]:1" } }, "expected an IP address"],
  [{ docker: { join_network: "--host" } }, "expected the name of an engine network"],
  [{ docker: { network: "x" } }, 'Unknown key "network" in "docker"'],
  [[], "expected a map of keys"],
] as const)("%j is refused with %j", ([value, text]) => {
  expect(() => read(value)).toThrow(
    expect.objectContaining({ code: "settings-invalid", message: expect.stringContaining(text) }),
  );
});

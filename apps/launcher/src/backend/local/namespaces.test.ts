import { expect, test } from "vitest";
import { allowingCommand } from "./namespaces.ts";

test.for([
  [{ "kernel.unprivileged_userns_clone": "0" }, "sudo sysctl -w kernel.unprivileged_userns_clone=1"],
  [
    { "kernel.apparmor_restrict_unprivileged_userns": "1" },
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  ],
  [{ "user.max_user_namespaces": "0" }, "sudo sysctl -w user.max_user_namespaces=15000"],
  [{ "user.max_user_namespaces": "96365", "kernel.unprivileged_userns_clone": "" }, null],
] as const)("what forbids namespaces is named by the command that allows them: %j", ([settings, command]) => {
  expect(allowingCommand(settings)).toBe(command);
});

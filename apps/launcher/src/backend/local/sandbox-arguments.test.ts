import { describe, expect, test } from "vitest";
import type { SandboxSpec } from "./sandbox.ts";
import { sandboxCommand } from "./sandbox-arguments.ts";

const spec: SandboxSpec = {
  name: "claude-bottle-a-00000",
  mounts: [
    { kind: "read-only", source: "/usr", target: "/usr" },
    { kind: "frame", target: "/usr/local/share" },
    { kind: "writable", source: "/home/me/run/home", target: "/home/agent" },
    { kind: "secret", text: "canary", target: "/etc/pipelock/ca-key.pem" },
    { kind: "scratch", target: "/tmp" },
  ],
  user: { uid: 1000, gid: 1000 },
  network: false,
  environment: { A: "b" },
  directory: "/home/agent/work",
  command: ["/node", "/inside.mjs"],
  processes: 100,
  scratchBytes: 4096,
  boundToParent: true,
};
const limited = ["/usr/bin/prlimit", "--nproc=100", "--core=0", "--", "/node", "/inside.mjs"];
const words = (text: string | undefined): string => (text ?? "").replaceAll("\0", " ");

describe("how bubblewrap is called", () => {
  test("a plain user's call makes all of it at once, and shows nothing of it in its command line", () => {
    const { command, given } = sandboxCommand(spec, { bubblewrap: "/usr/bin/bwrap", become: null });
    expect(command).toEqual(["/usr/bin/bwrap", "--args", "4", "--", ...limited]);
    expect(given).toHaveLength(2);
    expect(words(given[0])).toBe(
      "--die-with-parent --ro-bind /usr /usr --perms 0755 --dir /usr/local --perms 0755 --tmpfs /usr/local/share " +
        "--perms 0755 --dir /home --bind /home/me/run/home /home/agent " +
        "--perms 0755 --dir /tmp --remount-ro /usr/local/share " +
        "--unshare-all --unshare-user --disable-userns --uid 1000 --gid 1000 --hostname bottle --proc /proc --dev /dev " +
        "--perms 1777 --size 4096 --tmpfs /dev/shm --remount-ro /dev " +
        "--perms 1777 --size 4096 --tmpfs /tmp --perms 0600 --ro-bind-data 5 /etc/pipelock/ca-key.pem --remount-ro / " +
        "--cap-drop ALL --new-session --seccomp 3 --clearenv --setenv A b --chdir /home/agent/work ",
    );
    expect(given[1]).toBe("canary");
  });

  test("root becomes nobody before there is any other namespace than the one with whose first process all of it ends", () => {
    const become = { uid: 65_533, gid: 65_533 };
    const { command, given } = sandboxCommand(spec, { bubblewrap: "/usr/bin/bwrap", become });
    expect(command.join(" ")).toBe(
      "/usr/bin/bwrap --args 4 -- /usr/bin/setpriv --reuid 65533 --regid 65533 --clear-groups --inh-caps=-all " +
        `--no-new-privs -- /usr/bin/bwrap --args 5 -- ${limited.join(" ")}`,
    );
    expect(given).toHaveLength(3);
    expect(words(given[0]).match(/--unshare\S*/g)).toEqual(["--unshare-pid"]);
    expect(words(given[1])).toMatch(/^--die-with-parent --bind \/ \/ --unshare-all --unshare-user /);
    expect(words(given[1])).toContain("--ro-bind-data 6 /etc/pipelock/ca-key.pem");
    expect([...command, given[0], given[1]].join(" ")).not.toContain("canary");
  });

  test("only a detached bottle outlives its launcher, and only a sidecar has the machine's network", () => {
    const call = (changes: Partial<SandboxSpec>): string =>
      words(sandboxCommand({ ...spec, ...changes }, { bubblewrap: "/bwrap", become: null }).given[0]);
    expect(call({ boundToParent: false })).not.toContain("--die-with-parent");
    expect(call({})).not.toContain("--share-net");
    expect(call({ network: true })).toContain("--share-net");
  });
});

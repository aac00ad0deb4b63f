import type { Sidecar } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import { type EtcFiles, sidecarEtc, sidecarUser } from "./etc-files.ts";
import { APP, NODE, RUN, SIDECAR_PATH } from "./inside-paths.ts";
import type { Machine } from "./machine.ts";
import type { RunPaths } from "./run-paths.ts";
import type { Mount, SandboxSpec } from "./sandbox.ts";
import { systemView } from "./system-view.ts";

/** How names become addresses, and whom to trust: what stands on the machine's network does both like the machine. */
const NETWORK_SETTINGS = [
  "/etc/hosts",
  "/etc/resolv.conf",
  "/etc/nsswitch.conf",
  "/etc/host.conf",
  "/etc/gai.conf",
  "/etc/ssl/certs",
  "/etc/pki",
  "/etc/ca-certificates",
];

/** As much as git-gate's container has. */
const SCRATCH_BYTES = 64 * 1_048_576;

/** Where the parts of a sidecar's `/etc` lie on the host. */
export const sidecarEtcDirectory = (paths: RunPaths, name: Sidecar): string =>
  `${paths.sidecar(name).directory}/etc`;

interface SidecarParts {
  plan: Pick<Plan, "names" | "detach">;
  machine: Machine;
  paths: RunPaths;
  name: Sidecar;
  /** Directory of its program on the host. */
  app: string;
  processes: number;
  /** What it has besides. */
  mounts?: readonly Mount[];
  /** Whether it reaches the machine's network; one that does not has a loopback of its own. */
  network?: boolean;
  /** Files of its own in the place of the machine's. */
  etc?: EtcFiles;
}

/** A sidecar that runs on Node from `main.mjs`: it sees its own program, its sockets, and the machine's programs. */
export function sidecarSandbox({
  plan,
  machine,
  paths,
  name,
  app,
  processes,
  mounts = [],
  etc = {},
  network = true,
}: SidecarParts): SandboxSpec {
  const { front, control } = paths.sidecar(name);
  return {
    name: plan.names.sidecar[name],
    mounts: [
      ...systemView(machine.system),
      ...Object.keys({ ...sidecarEtc, ...etc }).map((file): Mount => ({
        kind: "read-only",
        source: `${sidecarEtcDirectory(paths, name)}/${file}`,
        target: `/etc/${file}`,
      })),
      ...NETWORK_SETTINGS.filter((path) => !Object.hasOwn(etc, path.slice("/etc/".length))).map(
        (path): Mount => ({
          kind: "read-only-if-there",
          source: path,
          target: path,
        }),
      ),
      { kind: "read-only", source: machine.node, target: NODE },
      { kind: "read-only", source: app, target: APP },
      { kind: "writable", source: front, target: `${RUN}/front` },
      { kind: "writable", source: control, target: `${RUN}/control` },
      ...mounts,
    ],
    user: sidecarUser,
    network,
    environment: { PATH: SIDECAR_PATH, HOME: "/tmp", NODE_ENV: "production" },
    directory: "/",
    command: [NODE, `${APP}/main.mjs`],
    processes,
    scratchBytes: SCRATCH_BYTES,
    boundToParent: !plan.detach,
  };
}

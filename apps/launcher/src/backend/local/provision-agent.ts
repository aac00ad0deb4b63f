import { X509Certificate } from "node:crypto";
import { copyFile, mkdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { LiveState } from "@claude-bottle/shared/contracts";
import { agentUser } from "../../provision/agent-user.ts";
import { provisions } from "../../provision/provision.ts";
import { CA_BUNDLE } from "../../provision/trust.ts";
import { hostPaths } from "./agent-sandbox.ts";
import { copyDirectory, giveAll, putFile, showAll } from "./files.ts";
import type { Launching } from "./launching.ts";
import { shownPaths } from "./run-directory.ts";
import type { RunPaths } from "./run-paths.ts";

/** Where distributions keep the public roots. */
const BUNDLES = [
  CA_BUNDLE,
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Puts the CLI's settings and the working directory's copy into the agent's home: what needs no sidecar. */
export async function furnishHome({ paths, plan }: Launching, assets: string): Promise<void> {
  const work = join(paths.home, agentUser.workdir.slice(agentUser.home.length));
  await copyFile(join(assets, "docker/agent/claude.json"), join(paths.home, ".claude.json"));
  await copyFile(
    join(assets, "docker/agent/managed-settings.json"),
    join(paths.etc, "claude-code/managed-settings.json"),
  );
  await mkdir(join(paths.home, ".claude"));
  if (plan.copyCwd) await copyDirectory(await directory(plan.cwd), work);
  else await mkdir(work);
}

async function directory(path: string): Promise<string> {
  return await realpath(path).catch((cause: unknown) => {
    throw new BottleError("file-missing", `The working directory "${path}" cannot be read`, { cause });
  });
}

/** Puts everything else into the agent, which sees it at once. `certificate`: of the authority that intercepts (PEM); `live` null: no supervise. */
export async function provision(
  launching: Launching,
  { certificate, live }: { certificate: string; live: LiveState | null },
): Promise<void> {
  const { plan, paths, machine, report, checkpoint } = launching;
  await checkpoint("provision agent");
  for (const each of provisions(plan, certificate, live)) {
    if (each.step === "skills") {
      for (const { name, path } of each.skills)
        await copyDirectory(await realpath(path), join(onHost(paths, each.directory), name));
    } else if (each.step === "transcript") {
      await copyDirectory(each.source, onHost(paths, each.directory));
    } else await putFile({ path: onHost(paths, each.path), text: each.text, mode: each.mode });
  }
  await putFile({
    path: onHost(paths, CA_BUNDLE),
    text: `${await publicRoots()}\n${certificate}`,
    mode: 0o644,
  });
  for (const path of shownPaths(paths)) await showAll(path);
  await giveAll(paths.home, machine.become);
  await checkpoint("provisioned agent");
  const { fingerprint256 } = new X509Certificate(certificate);
  report({
    kind: "notice",
    text: `The agent trusts ${plan.egress.interceptor}: SHA-256 ${fingerprint256}`,
  });
}

/** Where a path of the agent's lies on the host. */
export function onHost(paths: RunPaths, inside: string): string {
  for (const [target, source] of hostPaths(paths)) {
    if (inside === target || inside.startsWith(`${target}/`)) return source + inside.slice(target.length);
  }
  throw new BottleError("internal", `"${inside}" is no path of the agent's that can be written`);
}

async function publicRoots(): Promise<string> {
  for (const path of BUNDLES) {
    const text = await readFile(path, "utf8").catch(() => null);
    if (text !== null) return text.trimEnd();
  }
  const { rootCertificates } = await import("node:tls");
  return rootCertificates.join("\n");
}

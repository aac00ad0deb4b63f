import type {
  Approval,
  AuditLog,
  BottleDecision,
  EditableFile,
  EditedFile,
  Operator,
  Outcome,
  Overview,
  Preview,
  ProposalDetail,
  ProposalRef,
} from "../operator/operator.ts";
import { BottleError } from "@claude-bottle/shared";
import { fileDiff } from "../core/text-diff.ts";

export type Call =
  | { did: "approve"; ref: ProposalRef; approval: Approval }
  | { did: "reject"; ref: ProposalRef; notes: string }
  | { did: "edit"; identity: string; file: EditableFile; edited: EditedFile };

/** An operator over values in memory: what it shows is set by the test, what it is asked to do is recorded. */
export class MemoryOperator implements Operator {
  overview: Overview = { bottles: [], proposals: [], trouble: [] };
  details = new Map<string, ProposalDetail>();
  files = new Map<string, { fileName: string; text: string }>();
  logs: AuditLog[] = [];
  /** What every text would do; null: what it changes in the proposal or the file, with the proposal's warnings. */
  previewed: Preview | BottleError | null = null;
  /** What approvals, rejections and edits end with. */
  outcome: Outcome = { ok: true, changed: "", next: null };
  readonly calls: Call[] = [];
  readonly #changes = new Set<() => void>();
  readonly #decisions = new Set<(decision: BottleDecision) => void>();

  look = (): Promise<Overview> => Promise.resolve(this.overview);

  /** Sets what is shown and says so. */
  show(overview: Overview): void {
    this.overview = overview;
    for (const tell of this.#changes) tell();
  }

  decide(decision: BottleDecision): void {
    for (const tell of this.#decisions) tell(decision);
  }

  changes = (signal: AbortSignal): AsyncIterable<void> => until(this.#changes, signal);
  decisions = (signal: AbortSignal): AsyncIterable<BottleDecision> => until(this.#decisions, signal);

  detail({ id }: ProposalRef): Promise<ProposalDetail> {
    const detail = this.details.get(id);
    return detail === undefined
      ? Promise.reject(new BottleError("unknown-proposal", `No proposal is called "${id}"`))
      : Promise.resolve(detail);
  }

  async preview(ref: ProposalRef, text: string): Promise<Preview> {
    const { editable, warnings, mustType } = await this.detail(ref);
    return this.#shown({ diff: editable === null ? "" : diffOf(editable, text), warnings, mustType });
  }

  async previewEdit(identity: string, file: EditableFile, text: string): Promise<Preview> {
    const diff = diffOf(await this.file(identity, file), text);
    return this.#shown({ diff, warnings: [], mustType: [] });
  }

  approve(ref: ProposalRef, approval: Approval): Promise<Outcome> {
    this.calls.push({ did: "approve", ref, approval });
    return Promise.resolve(this.outcome);
  }

  reject(ref: ProposalRef, notes: string): Promise<Outcome> {
    this.calls.push({ did: "reject", ref, notes });
    return Promise.resolve(this.outcome);
  }

  file(identity: string, file: EditableFile): Promise<{ fileName: string; text: string }> {
    const found = this.files.get(`${identity}/${file}`);
    return found === undefined
      ? Promise.reject(new BottleError("unknown-identity", `No running bottle is called "${identity}"`))
      : Promise.resolve(found);
  }

  edit(identity: string, file: EditableFile, edited: EditedFile): Promise<Outcome> {
    this.calls.push({ did: "edit", identity, file, edited });
    return Promise.resolve(this.outcome);
  }

  audit = (identity: string | null): Promise<AuditLog[]> =>
    Promise.resolve(this.logs.filter((log) => identity === null || log.identity === identity));

  #shown(usual: Preview): Preview {
    if (this.previewed instanceof BottleError) throw this.previewed;
    return this.previewed ?? usual;
  }
}

const diffOf = ({ fileName, text }: { fileName: string; text: string }, after: string): string =>
  fileDiff(fileName, text, after);

async function* until<T>(listeners: Set<(value: T) => void>, signal: AbortSignal): AsyncGenerator<T> {
  const waiting: T[] = [];
  let wake: () => void = () => undefined;
  const listen = (value: T): void => {
    waiting.push(value);
    wake();
  };
  listeners.add(listen);
  signal.addEventListener("abort", () => wake());
  try {
    while (!signal.aborted) {
      yield* waiting.splice(0);
      if (waiting.length > 0 || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    listeners.delete(listen);
  }
}

import { readPacket } from "./pkt-line.ts";
import { printable } from "./printable.ts";
import { isPushableRef } from "./ref-name.ts";

/** What a client asks of one ref. */
export interface Command {
  /** Object id that the client last saw there; null: the ref is new. */
  old: string | null;
  /** null: the ref is to be deleted. */
  new: string | null;
  ref: string;
}

export interface CommandList {
  commands: Command[];
  capabilities: string[];
  /** The bytes of the list itself, to be passed on as they came. */
  head: Buffer;
  /** What came after it. */
  rest: Buffer;
}

type ListRead = { kind: "list"; list: CommandList } | { kind: "refused"; why: string };

const COMMAND = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^]+)$/;
const SHALLOW = /^shallow [0-9a-f]{40}$/;
/** Most bytes of a list: shallow lines are not counted one by one. */
const LONGEST_LIST = 4 * 1024 * 1024;
const ZERO = /^0+$/;

const idOf = (text: string): string | null => (ZERO.test(text) ? null : text);

/** `<old> <new> <ref>` of one line, ids of zeroes as null; null: it is something else. */
export function parseCommand(line: string): Command | null {
  const [, old = "", next = "", ref = ""] = COMMAND.exec(line) ?? [];
  return ref === "" ? null : { old: idOf(old), new: idOf(next), ref };
}

/**
 * Reads the command list in front of a push, chunk by chunk, before git sees a byte of it.
 * https://git-scm.com/docs/pack-protocol#_reference_update_request_and_packfile_transfer
 */
export class CommandListReader {
  readonly #mostRefs: number;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #isFirst = true;
  readonly #commands: Command[] = [];
  #capabilities: string[] = [];

  constructor(mostRefs: number) {
    this.#mostRefs = mostRefs;
  }

  /** null: more bytes are needed. */
  add(chunk: Buffer): ListRead | null {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const read = readPacket(this.#buffer, this.#at);
      if (read.kind === "more" && this.#buffer.length > LONGEST_LIST)
        return { kind: "refused", why: "the list of refs is too long: push them in parts" };
      if (read.kind === "more") return null;
      if (read.kind === "malformed") return { kind: "refused", why: "the request is no list of packets" };
      this.#at = read.next;
      if (read.kind === "flush") return { kind: "list", list: this.#list() };
      const why = this.#addLine(read.bytes.toString("utf8"));
      if (why !== null) return { kind: "refused", why };
    }
  }

  #list(): CommandList {
    return {
      commands: this.#commands,
      capabilities: this.#capabilities,
      head: this.#buffer.subarray(0, this.#at),
      rest: this.#buffer.subarray(this.#at),
    };
  }

  /** Why the line is refused; null: it is not. */
  #addLine(packet: string): string | null {
    const [text = "", capabilities] = this.#isFirst ? packet.split("\0", 2) : [packet];
    const line = text.replace(/\n$/, "");
    if (SHALLOW.test(line)) return null;
    if (line.startsWith("push-cert")) return "signed pushes are not supported: push without --signed";
    if (this.#isFirst) this.#capabilities = capabilities?.trim().split(" ") ?? [];
    this.#isFirst = false;
    const command = parseCommand(line);
    if (command === null) return "the request holds a line that is no command";
    if (!isPushableRef(command.ref))
      return `"${printable(command.ref, 100)}" cannot be pushed: only well-formed refs/heads/, refs/tags/ and refs/notes/ can`;
    this.#commands.push(command);
    return this.#commands.length > this.#mostRefs
      ? `more than ${this.#mostRefs} refs in one push: push them in parts`
      : null;
  }
}

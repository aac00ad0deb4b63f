import { canonical } from "./names.ts";

/** What the rules need to know of a header list, gathered in one pass. */
export interface HeadFacts {
  /** Canonical name of each pair of `rawHeaders`. */
  names: string[];
  hosts: string[];
  lengths: string[];
  transferCodings: string[];
  contentCodings: string[];
  /** Names listed in `Connection`, canonical. */
  connection: Set<string> | null;
  expect: string | null;
  upgrade: string | null;
  /** Values of `Content-Type` and `Accept`. */
  types: string[];
  /** A name that changes its meaning when `_` is read as `-` and frames the message. */
  disguised: string | null;
}

const empty = (): HeadFacts => ({
  names: [],
  hosts: [],
  lengths: [],
  transferCodings: [],
  contentCodings: [],
  connection: null,
  expect: null,
  upgrade: null,
  types: [],
  disguised: null,
});

function addConnection(facts: HeadFacts, value: string): void {
  facts.connection ??= new Set();
  for (const item of value.split(",")) facts.connection.add(canonical(item.trim()));
}

function take(facts: HeadFacts, name: string, value: string): void {
  switch (name) {
    case "host":
      facts.hosts.push(value);
      break;
    case "content-length":
      facts.lengths.push(value);
      break;
    case "transfer-encoding":
      facts.transferCodings.push(value);
      break;
    case "content-encoding":
      facts.contentCodings.push(value);
      break;
    case "content-type":
    case "accept":
      facts.types.push(value);
      break;
    case "connection":
      addConnection(facts, value);
      break;
    case "expect":
      facts.expect = facts.expect === null ? value : `${facts.expect}, ${value}`;
      break;
    case "upgrade":
      facts.upgrade = facts.upgrade === null ? value : `${facts.upgrade}, ${value}`;
      break;
    default:
  }
}

export function headFacts(rawHeaders: readonly string[]): HeadFacts {
  const facts = empty();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] ?? "";
    const name = canonical(raw);
    facts.names.push(name);
    take(facts, name, rawHeaders[index + 1] ?? "");
    if (raw.includes("_") && (name === "content-length" || name === "transfer-encoding"))
      facts.disguised = raw;
  }
  return facts;
}

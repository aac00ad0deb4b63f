import type { Decision } from "@claude-bottle/policy";

const LONGEST = 200;

/** What is said of a request as it comes in. */
interface Subject {
  host: string;
  method: string;
  /** Without query. */
  path: string;
}

/** One request on its way to its line. */
export interface Entry {
  verdict: Decision["verdict"];
  rule: string;
  bytesIn: number;
  bytesOut: number;
  /** Writes the line; what comes after the first call is not written. */
  end(status: number): void;
}

export interface Log {
  /** Something that happened to the proxy itself; `facts` must hold no value of anyone's. */
  event(event: string, facts?: Record<string, unknown>): void;
  begin(subject: Subject): Entry;
}

export interface LogOptions {
  write: (line: string) => void;
  now: () => Date;
}

/** JSON lines: one for each request, built field by field so that nothing else can get in. */
export function createLog({ write, now }: LogOptions): Log {
  let count = 0;
  return {
    event(event, facts = {}) {
      write(JSON.stringify({ event, time: now().toISOString(), ...facts }));
    },
    begin({ host, method, path }) {
      const started = performance.now();
      const time = now().toISOString();
      count += 1;
      const id = `r${count}`;
      let isOpen = true;
      return {
        verdict: "allow",
        rule: "",
        bytesIn: 0,
        bytesOut: 0,
        end(status) {
          if (!isOpen) return;
          isOpen = false;
          const line: Decision = {
            event: "request",
            time,
            id,
            host: host.slice(0, LONGEST),
            method: method.slice(0, LONGEST),
            path: path.slice(0, LONGEST),
            rule: this.rule,
            verdict: this.verdict,
            status,
            bytes_in: this.bytesIn,
            bytes_out: this.bytesOut,
            ms: Math.round((performance.now() - started) * 100) / 100,
          };
          write(JSON.stringify(line));
        },
      };
    },
  };
}

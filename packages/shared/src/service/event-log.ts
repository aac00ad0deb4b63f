/** JSON lines. `facts` must hold no value of the operator and no text of the agent. */
export interface Log {
  event(event: string, facts?: Record<string, unknown>): void;
}

export interface LogOptions {
  write: (line: string) => void;
  now: () => Date;
}

export function createLog({ write, now }: LogOptions): Log {
  return {
    event(event, facts = {}) {
      write(`${JSON.stringify({ event, time: now().toISOString(), ...facts })}\n`);
    },
  };
}

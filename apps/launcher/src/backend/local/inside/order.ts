import type { Size } from "./terminal-command.ts";

/** What a command's first frame says. */
export interface Order {
  command: string[];
  /** Added to what every command in the sandbox has. */
  environment: Record<string, string>;
  /** Of the terminal that it is to have; null: none. */
  size: Size | null;
  /** Goes on when whoever ordered it is gone; what it says is the log of the sandbox. */
  background: boolean;
}

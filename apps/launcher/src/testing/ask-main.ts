import { createHash } from "node:crypto";
import { failureText } from "../cli/run.ts";
import { processTerminal } from "../host/terminal.ts";

/** Asks as the command does: openly, then twice without echo; prints the open answer and the others' digests. */
const terminal = processTerminal(process);
const { signal } = new AbortController();
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

try {
  const open = await terminal.question("Open? ", signal);
  const first = await terminal.hidden("First: ", signal);
  const second = await terminal.hidden("Second: ", signal);
  process.stdout.write(`open=[${open}] first=${digest(first)} second=${digest(second)}\n`);
} catch (error) {
  const failure = failureText(error);
  process.stdout.write(failure.text);
  process.exitCode = failure.status;
}

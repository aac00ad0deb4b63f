import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { showScreen } from "../../cli/dashboard.ts";
import type { Context } from "../../cli/context.ts";
import { listenForSignals } from "../../cli/interruption.ts";
import { failureText } from "../../cli/run.ts";
import { processEnvironment } from "../../host/environment.ts";
import { processTerminal } from "../../host/terminal.ts";
import { MemoryOperator } from "../../testing/memory-operator.ts";
import type { Order } from "./order.ts";

/** The dashboard over an operator in memory, which whoever listens on the named socket drives and hears of. */
const socket = connect(process.argv[2] ?? "");
await once(socket, "connect");
const tell = (what: unknown): void => void socket.write(`${JSON.stringify(what)}\n`);

tell({ pid: process.pid });

const operator = new MemoryOperator();
for (const method of ["approve", "reject", "edit"] as const) {
  const plain = operator[method].bind(operator) as (...given: unknown[]) => Promise<never>;
  Object.assign(operator, {
    [method]: async (...given: unknown[]) => {
      const outcome = await plain(...given);
      tell(operator.calls.at(-1));
      return outcome;
    },
  });
}

createInterface(socket).on("line", (line) => {
  const order = JSON.parse(line) as Order;
  if ("details" in order) operator.details = new Map(order.details.map((each) => [each.id, each]));
  if ("files" in order) operator.files = new Map(Object.entries(order.files));
  if ("logs" in order) operator.logs = order.logs;
  if ("outcome" in order) operator.outcome = order.outcome;
  if ("decision" in order) operator.decide(order.decision);
  if ("overview" in order) operator.show(order.overview);
  if ("crash" in order) throw new Error("crashed on purpose");
});

const context: Context = {
  environment: processEnvironment(),
  home: "",
  userHome: "",
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  terminal: processTerminal(process),
  backends: {},
  now: () => new Date(),
  random: () => 0,
  interruption: () => listenForSignals(process, () => undefined),
};

try {
  process.exitCode = await showScreen(operator, context);
} catch (error) {
  const failure = failureText(error);
  process.stderr.write(failure.text);
  process.exitCode = failure.status;
}
socket.end();

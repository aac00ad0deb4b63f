import { askControl } from "@claude-bottle/shared/service/ask-control";

/** Where git-gate of an image has its control socket. */
const DEFAULT_CONTROL = "/tmp/git-gate.sock";

await askControl(process.argv[2] ?? DEFAULT_CONTROL, {
  stdin: process.stdin,
  write: (answer) => void process.stdout.write(answer),
});

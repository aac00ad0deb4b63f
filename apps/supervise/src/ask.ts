import { askControl } from "@claude-bottle/shared/service/ask-control";

/** Where supervise of an image has its control socket. */
const DEFAULT_CONTROL = "/tmp/supervise.sock";

await askControl(process.argv[2] ?? DEFAULT_CONTROL, {
  stdin: process.stdin,
  write: (answer) => void process.stdout.write(answer),
});

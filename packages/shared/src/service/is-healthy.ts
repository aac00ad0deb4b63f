import { connect } from "node:net";

const PATIENCE_MS = 2_000;

/**
 * Whether the service behind a control socket says that it is well. Asked every half minute for as long as a bottle
 * runs, by a process of its own each time: loading `node:http` would more than double what that costs.
 */
export async function isHealthy(path: string, patience = PATIENCE_MS): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    let answer = "";
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer.startsWith("HTTP/1.1 200 "));
    };
    const timer = setTimeout(end, patience);
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (answer.includes("\r\n")) end();
    });
    socket.once("error", end);
    socket.once("close", end);
    socket.write("GET /healthz HTTP/1.1\r\nHost: control\r\nConnection: close\r\n\r\n");
  });
}

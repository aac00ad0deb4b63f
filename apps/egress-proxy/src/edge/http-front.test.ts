import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { frontContract } from "./front.contract.ts";
import { createHttpFront } from "./http-front.ts";

frontContract({ name: "node:http", create: createHttpFront });
frontContract({
  name: "node:http, over a socket path",
  create: createHttpFront,
  listen: () => ({ path: join(tmpdir(), `front-${randomUUID()}.sock`) }),
});

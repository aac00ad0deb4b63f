import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Duplex, Readable } from "node:stream";
import type Docker from "dockerode";
import { type Connection, addressOf } from "./connection.ts";
import { engineError } from "./engine-error.ts";

interface Call {
  /** What is attempted, as it stands after "Could not". */
  what: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: object;
  file?: Buffer | NodeJS.ReadableStream;
  /** Statuses that are no failure; 200, 201 and 204 always are none. */
  fine?: number[];
  signal?: AbortSignal;
}

/** Requests to one engine; the query and the body are kept apart, so that a body's values never stand in a URL. */
export interface EngineCall {
  readonly address: string;
  /** The parsed JSON answer. */
  json(call: Call): Promise<unknown>;
  /** The answer as it arrives. */
  stream(call: Call): Promise<Readable>;
  /** The connection itself, both ways, after the engine has switched it over. */
  duplex(call: Call): Promise<Duplex>;
}

export function engineCall(connection: Connection): EngineCall {
  const address = addressOf(connection);
  let loaded: Promise<Docker["modem"]> | null = null;

  async function dial(call: Call, mode: { isStream?: boolean; hijack?: boolean }): Promise<unknown> {
    const fine = Object.fromEntries((call.fine ?? []).map((status) => [status, true]));
    const modem = await (loaded ??= client(connection));
    return await new Promise((resolve, reject) => {
      modem.dial(
        {
          path: `${call.path}?`,
          method: call.method,
          options: { _query: call.query ?? {}, _body: call.body ?? {} },
          statusCodes: { 200: true, 201: true, 204: true, ...fine },
          ...(call.file === undefined ? {} : { file: call.file }),
          ...(call.signal === undefined ? {} : { abortSignal: call.signal }),
          ...mode,
        },
        (error, answer) => {
          if (error) reject(engineError(call.what, address, error));
          else resolve(answer);
        },
      );
    });
  }

  return {
    address,
    json: (call) => dial(call, {}),
    async stream(call) {
      const answer = await dial(call, { isStream: true });
      if (answer instanceof Readable) return answer;
      throw engineError(call.what, address, new Error("no stream in its answer"));
    },
    async duplex(call) {
      const answer = await dial(call, { isStream: true, hijack: true });
      if (answer instanceof Duplex) return answer;
      throw engineError(call.what, address, new Error("the connection was not switched over"));
    },
  };
}

/** The client takes longer to load than most commands run, and a bottle without an engine never asks one. */
async function client(connection: Connection): Promise<Docker["modem"]> {
  const { default: Engine } = await import("dockerode");
  return new Engine(modemOptions(connection)).modem;
}

/** Everything is named, also what is not wanted: the client fills what is absent from its own process's environment. */
function modemOptions(connection: Connection): Docker.DockerOptions {
  const nothing = { socketPath: undefined, host: undefined, port: undefined, ca: undefined, cert: undefined };
  const blank = { ...nothing, key: undefined, timeout: undefined, protocol: "http" as const };
  switch (connection.kind) {
    case "socket":
      return { ...blank, socketPath: connection.path };
    case "ssh":
      return {
        ...blank,
        protocol: "ssh",
        host: connection.host,
        port: connection.port,
        username: connection.user,
        sshOptions: { agent: connection.agent },
      };
    case "http":
    case "https": {
      const { kind, host, port, certificates } = connection;
      const read = (name: string): Buffer | undefined =>
        certificates === null ? undefined : readFileSync(join(certificates, name));
      if (kind === "http") return { ...blank, host, port };
      return {
        ...blank,
        protocol: kind,
        host,
        port,
        ca: read("ca.pem"),
        cert: read("cert.pem"),
        key: read("key.pem"),
      };
    }
  }
}

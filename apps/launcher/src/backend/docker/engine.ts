import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import * as answers from "./answers.ts";
import type { Connection } from "./connection.ts";
import { assignments, containerBody } from "./container-body.ts";
import { type EngineCall, engineCall } from "./engine-call.ts";
import { missing } from "./engine-error.ts";
import { imageEngine } from "./engine-images.ts";
import type { Engine, ExecSpec, Labelled } from "./engine-words.ts";

const EXIT_PATIENCE_MS = 2_000;
const EXIT_INTERVAL_MS = 20;
const KILLED = 137;

/** A container engine behind its HTTP interface, in our words. */
export function createEngine(connection: Connection): Engine {
  const call = engineCall(connection);
  const filter = (label: string) => ({ filters: JSON.stringify({ label: [label] }) });
  const listContainers = async (query: Record<string, string>): Promise<Labelled[]> => {
    const found = await call.json({
      what: "list containers",
      method: "GET",
      path: "/containers/json",
      query: { all: "1", ...query },
    });
    return answers.containersSchema.parse(found).map((one) => ({
      id: one.Id,
      name: one.Names?.[0]?.replace(/^\//, "") ?? one.Id,
      state: one.State,
      labels: one.Labels,
    }));
  };
  const listNetworks = async (query: Record<string, string>): Promise<Labelled[]> => {
    const found = await call.json({ what: "list networks", method: "GET", path: "/networks", query });
    return answers.networksSchema
      .parse(found)
      .map((one) => ({ id: one.Id, name: one.Name, state: "present", labels: one.Labels }));
  };
  const listVolumes = async (query: Record<string, string>): Promise<Labelled[]> => {
    const found = await call.json({ what: "list volumes", method: "GET", path: "/volumes", query });
    return answers.volumesSchema
      .parse(found)
      .Volumes.map((one) => ({ id: one.Name, name: one.Name, state: "present", labels: one.Labels }));
  };

  return {
    ...imageEngine(call),
    address: call.address,
    async facts() {
      const what = "ask the engine about itself";
      const [version, info] = await Promise.all([
        call.json({ what, method: "GET", path: "/version" }),
        call.json({ what, method: "GET", path: "/info" }),
      ]);
      const { Version, ApiVersion } = answers.versionSchema.parse(version);
      const runtimes = Object.keys(answers.infoSchema.parse(info).Runtimes ?? {});
      return { version: Version, apiVersion: ApiVersion, runtimes };
    },
    async createNetwork({ name, internal, labels }) {
      // An internal network still gives the bridge an address, through which every port of the host is reachable
      const Options = internal ? { "com.docker.network.bridge.inhibit_ipv4": "true" } : {};
      const body = {
        Name: name,
        CheckDuplicate: true,
        Driver: "bridge",
        Internal: internal,
        Options,
        Labels: labels,
      };
      const what = `create the network "${name}"`;
      const made = await call.json({ what, method: "POST", path: "/networks/create", body });
      return answers.idSchema.parse(made).Id;
    },
    async removeNetwork(id) {
      const what = `remove the network "${id}"`;
      await call.json({ what, method: "DELETE", path: `/networks/${id}` }).catch(missing(null));
    },
    async createVolume({ name, labels }) {
      const body = { Name: name, Labels: labels };
      await call.json({ what: `create the volume "${name}"`, method: "POST", path: "/volumes/create", body });
    },
    async removeVolume(name) {
      const what = `remove the volume "${name}"`;
      await call.json({ what, method: "DELETE", path: `/volumes/${name}` }).catch(missing(null));
    },
    async createContainer(spec) {
      const what = `create the container "${spec.name}"`;
      const query = { name: spec.name };
      const body = containerBody(spec);
      const made = await call.json({ what, method: "POST", path: "/containers/create", query, body });
      return answers.idSchema.parse(made).Id;
    },
    async connect(network, container, alias) {
      const what = `connect "${alias}" to the network "${network}"`;
      const body = { Container: container, EndpointConfig: { Aliases: [alias] } };
      await call.json({ what, method: "POST", path: `/networks/${network}/connect`, body });
    },
    attach(id) {
      const query = { stream: "1", stdin: "1", stdout: "1", stderr: "1" };
      return call.duplex({
        what: "attach to the container",
        method: "POST",
        path: `/containers/${id}/attach`,
        query,
      });
    },
    async start(id) {
      const path = `/containers/${id}/start`;
      await call.json({ what: "start the container", method: "POST", path, fine: [304] });
    },
    async ended(id) {
      const what = "wait for the end of the container";
      const found = await call.json({ what, method: "POST", path: `/containers/${id}/wait` });
      return answers.waitSchema.parse(found).StatusCode;
    },
    async inspect(id) {
      const what = "inspect the container";
      const found = await call.json({ what, method: "GET", path: `/containers/${id}/json` });
      const { Id, Name, State, NetworkSettings } = answers.containerSchema.parse(found);
      const addresses = Object.entries(NetworkSettings.Networks ?? {}).map(([name, { IPAddress }]) => [
        name,
        IPAddress,
      ]);
      return {
        id: Id,
        name: Name.replace(/^\//, ""),
        running: State.Running,
        exitCode: State.ExitCode,
        health: State.Health?.Status ?? null,
        addresses: z.record(z.string(), z.string()).parse(Object.fromEntries(addresses)),
      };
    },
    async describe(id) {
      const what = "inspect the container";
      return JSON.stringify(await call.json({ what, method: "GET", path: `/containers/${id}/json` }));
    },
    async putArchive(id, directory, archive) {
      const what = `copy files into the container at ${directory}`;
      const path = `/containers/${id}/archive`;
      await call.json({ what, method: "PUT", path, query: { path: directory }, file: archive });
    },
    getArchive(id, path) {
      const what = `copy "${path}" out of the container`;
      return call.stream({ what, method: "GET", path: `/containers/${id}/archive`, query: { path } });
    },
    async signal(id, name) {
      const what = `send ${name} to the container`;
      await call.json({ what, method: "POST", path: `/containers/${id}/kill`, query: { signal: name } });
    },
    async exec(id, spec) {
      const what = runs(spec);
      const size = spec.size === undefined ? {} : { ConsoleSize: [spec.size.rows, spec.size.columns] };
      const exec = await createExec(call, id, { spec, attached: true });
      const start = { Detach: false, Tty: spec.tty, ...size };
      const stream = await call.duplex({ what, method: "POST", path: `/exec/${exec}/start`, body: start });
      return {
        stream,
        async resize({ columns, rows }) {
          const query = { h: String(rows), w: String(columns) };
          const path = `/exec/${exec}/resize`;
          await call.json({ what: "resize the terminal", method: "POST", path, query });
        },
        exitCode: () => exitCode(call, exec),
      };
    },
    async execDetached(id, spec) {
      const exec = await createExec(call, id, { spec, attached: false });
      const path = `/exec/${exec}/start`;
      await call.json({ what: runs(spec), method: "POST", path, body: { Detach: true, Tty: spec.tty } });
    },
    logs(id, { follow, signal, since }) {
      const from = since === undefined ? {} : { since: engineTime(since) };
      const query = { stdout: "1", stderr: "1", timestamps: "1", follow: follow ? "1" : "0", ...from };
      const path = `/containers/${id}/logs`;
      return call.stream({ what: "read the container's log", method: "GET", path, query, signal });
    },
    async removeContainer(id) {
      const what = `remove the container "${id}"`;
      const query = { force: "1", v: "1" };
      const path = `/containers/${id}`;
      const remove = (): Promise<unknown> =>
        call.json({ what, method: "DELETE", path, query, fine: [409] }).catch(missing(null));
      // The engine gives up after 10 s on one that is slow to die; it is dead by then or soon after
      await remove().catch(remove);
    },
    async removeImage(reference) {
      const what = `remove the image "${reference}"`;
      const path = `/images/${reference}`;
      await call.json({ what, method: "DELETE", path, query: { force: "1" } }).catch(missing(null));
    },
    containers: (label) => listContainers(filter(label)),
    networks: (label) => listNetworks(filter(label)),
    volumes: (label) => listVolumes(filter(label)),
    async images(label) {
      const what = "list images";
      const found = await call.json({ what, method: "GET", path: "/images/json", query: filter(label) });
      return answers.imagesSchema.parse(found).map((one) => ({
        id: one.Id,
        name: one.RepoTags?.[0] ?? one.Id,
        state: "present",
        labels: one.Labels,
      }));
    },
    async taken(names) {
      const all = await Promise.all([listContainers({}), listNetworks({}), listVolumes({})]);
      const present = new Set(all.flat().map(({ name }) => name));
      return names.filter((name) => present.has(name));
    },
  };
}

/** `2026-01-02T03:04:05.123456789Z` as the engine's queries want it: seconds, a point, nanoseconds. */
function engineTime(time: string): string {
  const nanoseconds = /\.(\d+)/.exec(time)?.[1] ?? "0";
  return `${Math.floor(Date.parse(time) / 1000)}.${nanoseconds.padEnd(9, "0")}`;
}

const runs = ({ command }: ExecSpec): string => `run "${command[0] ?? ""}" in the container`;

async function createExec(
  call: EngineCall,
  container: string,
  { spec, attached }: { spec: ExecSpec; attached: boolean },
): Promise<string> {
  const body = {
    Cmd: spec.command,
    ...(spec.user === undefined ? {} : { User: spec.user }),
    ...(spec.workdir === undefined ? {} : { WorkingDir: spec.workdir }),
    Env: assignments(spec.environment),
    Tty: spec.tty,
    AttachStdin: attached,
    AttachStdout: attached,
    AttachStderr: attached,
  };
  const path = `/containers/${container}/exec`;
  return answers.idSchema.parse(await call.json({ what: runs(spec), method: "POST", path, body })).Id;
}

/**
 * The status of a command whose output has ended. The engine may still be on its way to notice; a command that goes on
 * all the same, or whose container is gone, counts as killed.
 */
async function exitCode(call: EngineCall, exec: string): Promise<number> {
  for (let waited = 0; waited < EXIT_PATIENCE_MS; waited += EXIT_INTERVAL_MS) {
    const what = "ask how the command ended";
    const found = await call.json({ what, method: "GET", path: `/exec/${exec}/json` }).catch(missing(null));
    if (found === null) break;
    const { Running, ExitCode } = answers.execSchema.parse(found);
    if (!Running && typeof ExitCode === "number") return ExitCode;
    await delay(EXIT_INTERVAL_MS);
  }
  return KILLED;
}

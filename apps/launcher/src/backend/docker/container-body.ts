import type { ContainerSpec } from "./engine-words.ts";

const LOG_DRIVER = { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } };

/** The engine's create body: what the specification names, and every restriction of the house. */
export function containerBody(spec: ContainerSpec) {
  return {
    Image: spec.image,
    ...(spec.entrypoint === undefined ? {} : { Entrypoint: spec.entrypoint }),
    ...(spec.command === undefined ? {} : { Cmd: spec.command }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    ...(spec.workdir === undefined ? {} : { WorkingDir: spec.workdir }),
    Env: assignments(spec.environment),
    Labels: spec.labels,
    OpenStdin: spec.stdin,
    StdinOnce: spec.stdin,
    AttachStdin: spec.stdin,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      NetworkMode: spec.network?.name ?? "none",
      ExtraHosts: Object.entries(spec.extraHosts).map(([name, address]) => `${name}:${address}`),
      Dns: spec.dns,
      Init: spec.init,
      ...(spec.runtime === null ? {} : { Runtime: spec.runtime }),
      ReadonlyRootfs: spec.readOnlyRoot,
      Tmpfs: spec.tmpfs,
      Binds: spec.volumes.map(({ name, target }) => `${name}:${target}`),
      // In this form the engine refuses a source that is not there, where it would make a directory of root's otherwise
      Mounts: spec.binds.map(({ source, target }) => ({
        Type: "bind",
        Source: source,
        Target: target,
        BindOptions: { Propagation: "private", NonRecursive: true },
      })),
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      NanoCpus: Math.round(spec.limits.cpus * 1e9),
      Memory: spec.limits.memory,
      // Without this as much again could be swapped
      MemorySwap: spec.limits.memory,
      PidsLimit: spec.limits.pids,
      RestartPolicy: { Name: "no" },
      LogConfig: LOG_DRIVER,
    },
    ...(spec.network === null
      ? {}
      : {
          NetworkingConfig: { EndpointsConfig: { [spec.network.name]: { Aliases: [spec.network.alias] } } },
        }),
  };
}

/** `NAME=value` lines, as the engine takes them; values may hold any character but NUL. */
export function assignments(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

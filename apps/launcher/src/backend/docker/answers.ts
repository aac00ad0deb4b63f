import { z } from "zod";

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((found) => found ?? {});

export const idSchema = z.looseObject({ Id: z.string() });

export const imageSchema = z.looseObject({ RepoDigests: z.array(z.string()).nullish() });

export const versionSchema = z.looseObject({ Version: z.string(), ApiVersion: z.string() });

export const infoSchema = z.looseObject({ Runtimes: z.record(z.string(), z.unknown()).nullish() });

export const containerSchema = z.looseObject({
  Id: z.string(),
  Name: z.string(),
  State: z.looseObject({
    Running: z.boolean(),
    ExitCode: z.number(),
    Health: z.looseObject({ Status: z.string() }).nullish(),
  }),
  NetworkSettings: z.looseObject({
    Networks: z.record(z.string(), z.looseObject({ IPAddress: z.string() })).nullish(),
  }),
});

export const containersSchema = z.array(
  z.looseObject({ Id: z.string(), Names: z.array(z.string()).nullish(), State: z.string(), Labels: labels }),
);

export const networksSchema = z.array(z.looseObject({ Id: z.string(), Name: z.string(), Labels: labels }));

export const volumesSchema = z.looseObject({
  Volumes: z
    .array(z.looseObject({ Name: z.string(), Labels: labels }))
    .nullish()
    .transform((found) => found ?? []),
});

export const imagesSchema = z.array(
  z.looseObject({ Id: z.string(), RepoTags: z.array(z.string()).nullish(), Labels: labels }),
);

export const waitSchema = z.looseObject({ StatusCode: z.number() });

export const execSchema = z.looseObject({ Running: z.boolean(), ExitCode: z.number().nullish() });

/** One line of a pull or a build. */
export const progressSchema = z.looseObject({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  error: z.string().optional(),
});

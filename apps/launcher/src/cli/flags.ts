/** Flags that more than one command takes. */
export const formatFlag = {
  format: {
    type: "string",
    choices: ["text", "json"],
    summary: "How to print the result; text is the default",
  },
} as const;

export const backendFlag = {
  backend: {
    type: "string",
    value: "NAME",
    values: "backends",
    summary: "How bottles are run; docker is the one of this version",
  },
} as const;

export const manifestFlag = {
  manifest: {
    type: "string",
    value: "FILE.json",
    summary: "Read this one file instead of the manifest directories",
  },
} as const;

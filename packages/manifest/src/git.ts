import { z } from "zod";
import { hostSchema, tokenRefSchema } from "./egress.ts";
import { parseHostKey } from "./host-key.ts";
import { hostPathSchema } from "./host-path.ts";
import { mapSection, listSection } from "./section.ts";
import { parseUpstream } from "./upstream.ts";

const REF_GLOB = /^(?!-)(?!.*\.\.)[A-Za-z0-9._/@*+=-]+$/;
const PROTECTED_PATH = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\p{Cc}\\]+$/u;

const pushSchema = z.strictObject({
  refs: z
    .array(z.string().regex(REF_GLOB, "expected a ref or a glob such as refs/heads/agent/*"))
    .optional()
    .describe(
      "Globs of the refs that may be pushed; absent: all; `[]`: nothing, this remote is only fetched from",
    ),
  force: z.boolean().optional().describe("Whether history may be rewritten; default false"),
  delete: z.boolean().optional().describe("Whether a ref may be deleted; default false"),
  tags: z.boolean().optional().describe("Whether tags may be pushed; default true"),
  protect: listSection(
    z.string().regex(PROTECTED_PATH, "expected a path inside the repository, such as .github/workflows"),
  ).describe("Paths that a push may not touch"),
});

/** One git remote that the gate serves and, after scanning, forwards to. */
export const gitSchema = z
  .strictObject({
    Name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "expected letters, digits, dot, dash and _")
      .describe("Unique name of this remote"),
    Upstream: z
      .string()
      .refine(
        (text) => parseUpstream(text) !== null,
        "expected ssh://[user@]host[:port]/path, user@host:path or https://host[:port]/path, without a credential",
      )
      .describe("`ssh://[user@]host[:port]/path`, `user@host:path` or `https://host[:port]/path`"),
    IdentityFile: hostPathSchema
      .optional()
      .describe("ssh: private key on the host, `~` expanded; only the gate gets it; must exist at launch"),
    KnownHostKey: z
      .string()
      .superRefine((text, context) => {
        const read = parseHostKey(text);
        if (typeof read === "string") context.addIssue({ code: "custom", message: read });
      })
      .optional()
      .describe("ssh: the server's public key, type first; absent: the gate refuses to fetch and to forward"),
    TokenRef: tokenRefSchema
      .optional()
      .describe("https: where on the host the token comes from, as a route's `token_ref`"),
    ExtraHosts: mapSection(
      z.record(
        z
          .string()
          .refine(
            (name) => hostSchema.safeParse(name).success,
            "expected a host name such as git.example.com",
          ),
        z.union([z.ipv4(), z.ipv6()], "expected an IPv4 or IPv6 address"),
      ),
    ).describe("Host name → IP address, for names that only the operator knows"),
    Push: mapSection(pushSchema).describe("What may be pushed"),
  })
  .superRefine((entry, context) => {
    const transport = parseUpstream(entry.Upstream)?.transport;
    const say = (key: "IdentityFile" | "KnownHostKey" | "TokenRef", message: string): void =>
      context.addIssue({ code: "custom", path: [key], message });
    if (transport === "ssh") {
      if (entry.IdentityFile === undefined)
        say("IdentityFile", "expected the private key for this ssh upstream");
      if (entry.TokenRef !== undefined) say("TokenRef", "expected only with an https:// upstream");
    } else {
      if (entry.IdentityFile !== undefined) say("IdentityFile", "expected only with an ssh upstream");
      if (entry.KnownHostKey !== undefined) say("KnownHostKey", "expected only with an ssh upstream");
    }
  });
export type GitEntry = z.infer<typeof gitSchema>;

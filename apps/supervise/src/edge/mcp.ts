import { createMcpHandler, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import {
  longest,
  plainText,
  proposalIdSchema,
  proposalKinds,
  type ProposalKind,
} from "@claude-bottle/shared/contracts";
import { z } from "zod";
import type { Answer } from "../core/answer.ts";
import { instructions } from "../core/instructions.ts";
import { proposalTools } from "../core/tools/index.ts";
import { listRoutes } from "../core/tools/list-routes.ts";
import type { Caller } from "./hold.ts";
import type { Service } from "./service.ts";

const info = { name: "supervise", title: "The operator of this bottle", version: "1.0.0" };

/** What a request for one JSON-RPC message is answered with. */
export type McpHandler = (request: Request, message: unknown) => Promise<globalThis.Response>;

/** A tool's arguments: the one that it proposes and why, or the id of an earlier proposal. */
function inputOf(kind: ProposalKind): z.ZodType<Record<string, string | undefined>> {
  const { name, description, longest: most } = proposalTools[kind].argument;
  return z.strictObject({
    [name]: plainText(most).optional().describe(description),
    justification: plainText(longest.justification)
      .optional()
      .describe("For the operator: what you were doing, what was refused, why the task needs this change."),
    proposal_id: proposalIdSchema
      .optional()
      .describe("Only to wait for an earlier proposal: its id, and no other argument."),
  });
}

const inputs = new Map(proposalKinds.map((kind) => [kind, inputOf(kind)]));

function callerOf({ mcpReq }: ServerContext): Caller {
  const token = mcpReq._meta?.progressToken;
  if (token === undefined) return { signal: mcpReq.signal, progress: null };
  return {
    signal: mcpReq.signal,
    progress: (seconds) => {
      const params = { progressToken: token, progress: seconds, message: "Waiting for the operator" };
      // A client that has gone is told of by the signal
      mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
    },
  };
}

const result = ({ text, isError }: Answer) => ({ content: [{ type: "text" as const, text }], isError });

/** One server for one request: nothing is kept between two, so there is no session to bound or to lose. */
function serverFor(service: Service): McpServer {
  const server = new McpServer(info, { instructions });
  for (const [kind, inputSchema] of inputs) {
    const { title, description } = proposalTools[kind];
    server.registerTool(kind, { title, description, inputSchema }, async (given, context) =>
      result(await service.call(kind, given, callerOf(context))),
    );
  }
  const { name, title, description } = listRoutes;
  const annotations = { readOnlyHint: true };
  server.registerTool(name, { title, description, annotations, inputSchema: z.strictObject({}) }, () =>
    result({ text: listRoutes.answer(service.live), isError: false }),
  );
  return server;
}

/** MCP over streamable HTTP, of the 2025 revisions and of 2026-07-28. */
export function createMcp(service: Service): McpHandler {
  const handler = createMcpHandler(() => serverFor(service), {
    legacy: "stateless",
    responseMode: "sse",
    // Nothing that is listed ever changes, so nobody needs more than to be heard out
    maxSubscriptions: 4,
  });
  return async (request, message) => await handler.fetch(request, { parsedBody: message });
}

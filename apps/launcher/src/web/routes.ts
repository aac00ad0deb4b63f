import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { Operator, Outcome } from "../operator/operator.ts";
import type { Feed } from "./feed.ts";
import { auditDiff, pageAudit } from "./page-audit.ts";
import {
  approvalSchema,
  auditPlaceSchema,
  draftSchema,
  editedFileSchema,
  fileRefSchema,
  refSchema,
  rejectionSchema,
} from "./wire.ts";

export interface RouteParts {
  operator: Operator;
  feed: Feed;
  /** Carries a decision out to its end, also where its page or the dashboard ends before. */
  decide: (work: () => Promise<Outcome>) => Promise<Outcome>;
}

/** What a page with a session sees and does. */
export function addRoutes(app: FastifyInstance, { operator, feed, decide }: RouteParts): void {
  app.get("/session", (_, reply) => reply.code(204).send());

  app.get("/events", (_, reply) => {
    const page = feed.open();
    // Pulled from as the connection takes it, so that nothing piles up
    const stream = Readable.from(page.events(), { objectMode: false, highWaterMark: 1 });
    stream.once("close", () => feed.close(page));
    reply.raw.once("close", () => feed.close(page));
    return reply.headers({ "content-type": "text/event-stream", connection: "close" }).send(stream);
  });

  app.get("/proposals/:identity/:id", ({ params }) => operator.detail(refSchema.parse(params)));

  app.post("/proposals/:identity/:id/preview", ({ params, body }) =>
    operator.preview(refSchema.parse(params), draftSchema.parse(body).text),
  );

  app.post("/proposals/:identity/:id/approve", ({ params, body }) => {
    const [ref, approval] = [refSchema.parse(params), approvalSchema.parse(body)];
    return decide(() => operator.approve(ref, approval));
  });

  app.post("/proposals/:identity/:id/reject", ({ params, body }) => {
    const [ref, { notes }] = [refSchema.parse(params), rejectionSchema.parse(body)];
    return decide(() => operator.reject(ref, notes));
  });

  app.get("/bottles/:identity/:file", ({ params }) => {
    const { identity, file } = fileRefSchema.parse(params);
    return operator.file(identity, file);
  });

  app.post("/bottles/:identity/:file/preview", ({ params, body }) => {
    const [{ identity, file }, { text }] = [fileRefSchema.parse(params), draftSchema.parse(body)];
    return operator.previewEdit(identity, file, text);
  });

  app.post("/bottles/:identity/:file/edit", ({ params, body }) => {
    const [{ identity, file }, edited] = [fileRefSchema.parse(params), editedFileSchema.parse(body)];
    return decide(() => operator.edit(identity, file, edited));
  });

  app.get("/audit", async () => pageAudit(await operator.audit(null)));

  app.get("/audit/:identity/:component/:sequence", async ({ params }) => {
    const place = auditPlaceSchema.parse(params);
    return { diff: auditDiff(await operator.audit(place.identity), place) };
  });
}

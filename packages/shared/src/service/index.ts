export { coalesce } from "./coalesce.ts";
export { controlServer } from "./control-server.ts";
export { createLog, type Log, type LogOptions } from "./event-log.ts";
export { failureFacts } from "./failure-facts.ts";
export { listenControl, listenFront } from "./listen.ts";
export { parseDocument, readDocument } from "./read-document.ts";

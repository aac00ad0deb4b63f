import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

export interface Asked {
  method?: string;
  /** Below the page's own path; with a leading slash: as it is. */
  path?: string;
  /** Added to what the page's browser would send; null leaves one out. */
  headers?: Record<string, string | string[] | null>;
  /** Sent as it is; anything else than a text as JSON. */
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends what a browser sends to a dashboard, and what it never would. */
export class DashboardClient {
  readonly authority: string;
  readonly base: string;
  readonly token: string;
  cookie: string | null = null;

  constructor(url: string) {
    const { host, pathname, hash } = new URL(url);
    this.authority = host;
    this.base = pathname;
    this.token = hash.slice(1);
  }

  async exchange(token = this.token): Promise<Answer> {
    const answer = await this.ask({ method: "POST", path: "session", body: { token } });
    const [cookie] = answer.headers["set-cookie"] ?? [];
    if (cookie !== undefined) this.cookie = cookie.split(";")[0] ?? null;
    return answer;
  }

  async ask(asked: Asked = {}): Promise<Answer> {
    const response = await this.open(asked);
    return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
  }

  /** The answer as it begins. */
  async open({ method = "GET", path = "", headers = {}, body }: Asked): Promise<IncomingMessage> {
    const [host = "", port] = this.authority.split(":");
    const sent: Record<string, string | string[] | null> = {
      host: this.authority,
      "sec-fetch-site": "same-origin",
      ...(method === "GET" ? {} : { origin: `http://${this.authority}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
      ...headers,
    };
    const outgoing = request({
      host,
      port,
      method,
      path: path.startsWith("/") ? path : `${this.base}${path}`,
      agent: false,
      setHost: false,
    });
    for (const [name, value] of Object.entries(sent)) if (value !== null) outgoing.setHeader(name, value);
    outgoing.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
    const [response] = await once(outgoing, "response");
    return response;
  }
}

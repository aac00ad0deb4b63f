import { expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import { claudeCode } from "../world/claude-code.ts";
import { createWorld } from "../world/world.ts";

const client = await claudeCode();

describeOnEach(
  "the real Claude Code in a bottle",
  { timeout: 300_000, except: { local: client.missing } },
  (backend) => {
    test("F42 completes a turn with a tool call against a streamed stand-in API, its placeholder replaced on the way", async () => {
      const token = "sk-stand-in-model-token-0123456789";
      await using world = await createWorld({
        backend,
        hosts: ["api.anthropic.com"],
        env: { ...client.env, MODEL_TOKEN: token },
      });
      await world.bottle(
        "b",
        "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: MODEL_TOKEN } }]",
      );
      await world.agent("a", "bottle: b", "You are terse.");

      const ended = await world.cli([
        "start",
        "a",
        "--yes",
        "--prompt",
        "RUN:[echo from-the-tool > /home/agent/work/proof; cat /home/agent/work/proof]",
      ]);

      expect(ended.stderr + ended.stdout).toContain("all done");
      expect(ended.code).toBe(0);
      const turns = (await world.sink.requests()).filter((request) => request.url.startsWith("/v1/messages"));
      expect(turns.length).toBeGreaterThanOrEqual(2);
      for (const turn of turns) expect(turn.headers).toContain(`Bearer ${token}`);
      const last = turns.at(-1)?.body.toString("utf8") ?? "";
      expect(last).toContain("from-the-tool");
      expect(last).toContain("You are terse.");
      expect(last).not.toContain(token);
    });
  },
);

import { describe, expect, test } from "vitest";
import { workingCopy } from "../core/git/working-copy.ts";
import { PROJECT_DOCKERFILE } from "../images/agent-dockerfile.ts";
import { gitOf, planOf } from "../testing/plan.ts";
import { agentCommand, readsStdin } from "./agent-command.ts";
import { agentEnvironment } from "./agent-environment.ts";
import { GIT_CONFIG } from "./git-config.ts";
import { PROMPT_FILE, provisions, TRANSCRIPTS } from "./provision.ts";
import { ROOT_SCRIPT } from "./root-script.ts";
import { CA_BUNDLE, CA_CERTIFICATE, trustVariables } from "./trust.ts";

const skills = [{ name: "review", path: "/home/me/skills/review" }];

describe("what is put into the agent", () => {
  test("F24 F59 the authority comes first, then prompt and skills", () => {
    const steps = provisions(planOf("a-00000", { prompt: "Be kind", skills }), "PEM", null).map(
      ({ step }) => step,
    );
    expect(steps).toEqual(["ca", "prompt", "skills"]);
  });

  test("F31 F59 git follows the skills: its rules belong to root, the image's own configuration stays and includes them", () => {
    const git = [gitOf("app", "git@git.example.com:acme/app.git")];
    const all = provisions(planOf("a-00000", { prompt: "Be kind", skills, git }), "PEM", null);
    expect(all.map(({ step }) => step)).toEqual(["ca", "prompt", "skills", "git"]);
    expect(all[3]).toMatchObject({ path: GIT_CONFIG, owner: "root", mode: 0o644 });
    expect(all[3]).toHaveProperty(
      "text",
      expect.stringContaining('insteadOf = "git@git.example.com:acme/app"'),
    );
    expect(ROOT_SCRIPT).toContain(`path = ${GIT_CONFIG}\\n' >>/etc/gitconfig`);
  });

  test("F31 the addresses of a copied repository are led to the gate too, and none that means something else", () => {
    const git = [gitOf("app", "git@git.example.com:acme/app.git")];
    const facts = {
      repository: "here" as const,
      head: null,
      remotes: [
        { name: "odd", url: "https://GIT.example.com/acme/app" },
        { name: "other", url: "https://GIT.example.com/acme/other" },
        { name: "token", url: "https://canary@git.example.com/acme/app" },
      ],
      unpushed: null,
      changes: null,
      unread: [],
    };
    const [step] = provisions(
      planOf("a-00000", { git, workingCopy: workingCopy(facts, git) }),
      null,
      null,
    ).slice(-1);
    expect(step).toHaveProperty("text", expect.stringContaining("https://GIT.example.com/acme/app"));
    expect(JSON.stringify(step)).not.toMatch(/other|canary/);
  });

  test("F45 F59 B14 supervise comes last: its server where the CLI looks, and what is in force, all of it root's", () => {
    const git = [gitOf("app", "git@git.example.com:acme/app.git")];
    const live = {
      routes: "routes: []\n",
      allowlist: ["a.example", "b.example"],
      dockerfile: PROJECT_DOCKERFILE,
    };
    const all = provisions(planOf("a-00000", { prompt: "Be kind", skills, git }), "PEM", live);
    const steps = all.map(({ step }) => step);
    expect(steps.slice(0, 4)).toEqual(["ca", "prompt", "skills", "git"]);
    expect(new Set(steps.slice(4))).toEqual(new Set(["supervise"]));
    const [servers, ...inForce] = all.slice(4);
    expect(servers).toMatchObject({
      path: "/etc/claude-code/managed-mcp.json",
      owner: "root",
      text: `{
  "mcpServers": {
    "supervise": {
      "type": "http",
      "url": "http://supervise:9100/mcp",
      "timeout": 86400000
    }
  }
}
`,
    });
    const directory = "/etc/claude-bottle/current-config";
    const file = { step: "supervise", owner: "root", mode: 0o444 };
    expect(inForce).toEqual([
      { ...file, path: `${directory}/routes.yaml`, text: "routes: []\n" },
      { ...file, path: `${directory}/allowlist`, text: "a.example\nb.example\n" },
      { ...file, path: `${directory}/Dockerfile`, text: PROJECT_DOCKERFILE },
    ]);
  });

  test("F54 F59 the conversation that is resumed comes last", () => {
    const resumes = {
      since: "2026-01-01T00:00:00.000Z",
      ownImage: false,
      transcript: "/h/state/a/transcript",
    };
    const last = provisions(planOf("a-00000", { prompt: "Be kind", skills, resumes }), "PEM", null).at(-1);
    expect(last).toEqual({ step: "transcript", directory: TRANSCRIPTS, source: "/h/state/a/transcript" });
    const without = provisions(planOf("a-00000", { resumes: { ...resumes, transcript: null } }), "PEM", null);
    expect(without.map(({ step }) => step)).not.toContain("transcript");
  });

  test("F59 what is empty is no step", () => {
    expect(provisions(planOf("a-00000"), null, null).map(({ step }) => step)).toEqual(["prompt"]);
  });

  test("F60 the prompt's file is always there, and only the agent reads it", () => {
    const [prompt] = provisions(planOf("a-00000"), null, null);
    expect(prompt).toEqual({ step: "prompt", path: PROMPT_FILE, owner: "agent", mode: 0o600, text: "" });
  });
});

describe("what a session runs", () => {
  test("F60 the prompt is passed only when there is one", () => {
    expect(agentCommand(planOf("a-00000"))).toEqual(["claude", "--dangerously-skip-permissions"]);
    expect(agentCommand(planOf("a-00000", { prompt: "Be kind" }))).toContain(PROMPT_FILE);
  });

  test("a headless turn has no stdin to wait for", () => {
    const plan = planOf("a-00000", { turn: "Say hi", model: "opus" });
    expect(agentCommand(plan).slice(2)).toEqual(["--model", "opus", "-p", "Say hi"]);
    expect(readsStdin(plan)).toBe(false);
  });

  test("F54 a kept conversation is continued, under the prompt that the agent's file has now", () => {
    const resumes = { since: "2026-01-01T00:00:00.000Z", ownImage: false, transcript: "/t" };
    expect(agentCommand(planOf("a-00000", { resumes })).slice(2)).toEqual(["--continue"]);
    expect(agentCommand(planOf("a-00000", { resumes, prompt: "Be kind", turn: "Go on" })).slice(2)).toEqual([
      "--continue",
      "--system-prompt-snapshot",
      "off",
      "--append-system-prompt-file",
      PROMPT_FILE,
      "-p",
      "Go on",
    ]);
    const anew = { ...resumes, transcript: null };
    expect(agentCommand(planOf("a-00000", { resumes: anew }))).not.toContain("--continue");
  });

  test("the operator's own command replaces the CLI and its flags", () => {
    const plan = planOf("a-00000", { command: ["sh", "-c", "exit 3"], prompt: "Be kind" });
    expect(agentCommand(plan)).toEqual(["sh", "-c", "exit 3"]);
    expect(readsStdin(plan)).toBe(true);
  });
});

describe("the agent's environment", () => {
  test("F01 a literal keeps its newline; F02 F03 a secret is not among the variables of the container", () => {
    const environment = agentEnvironment(
      planOf("a-00000", {
        env: [
          { name: "TEXT", from: "literal", value: "one\ntwo" },
          { name: "ASKED", from: "prompt", question: "ASKED" },
          { name: "TAKEN", from: "host", variable: "TAKEN" },
        ],
      }),
    );
    expect(environment["TEXT"]).toBe("one\ntwo");
    expect(environment).not.toHaveProperty("ASKED");
    expect(environment).not.toHaveProperty("TAKEN");
  });

  test.for(["HTTP_PROXY", "HTTPS_PROXY"])("%s stands there in both cases", (name) => {
    const environment = agentEnvironment(planOf("a-00000"));
    expect(environment[name]).toBe("http://egress-proxy:9099");
    expect(environment[name.toLowerCase()]).toBe(environment[name]);
  });

  test("the loopback, git-gate and supervise are reached without the proxy", () => {
    const { NO_PROXY, no_proxy } = agentEnvironment(planOf("a-00000"));
    expect(NO_PROXY).toBe("localhost,127.0.0.1,::1,git-gate,supervise");
    expect(no_proxy).toBe(NO_PROXY);
  });

  test("a bottle cannot point the agent past its proxy", () => {
    const env = [{ name: "HTTPS_PROXY", from: "literal" as const, value: "http://elsewhere:1" }];
    expect(agentEnvironment(planOf("a-00000", { env }))["HTTPS_PROXY"]).toBe("http://egress-proxy:9099");
  });

  test("F42 without a credentialed route no variable of the model's API is there", () => {
    const names = Object.keys(agentEnvironment(planOf("a-00000")));
    expect(names.filter((name) => /ANTHROPIC|CLAUDE/.test(name))).toEqual([]);
  });

  test("F24 every trust variable points at what the root script writes", () => {
    for (const value of Object.values(trustVariables))
      expect([CA_BUNDLE, CA_CERTIFICATE, "system"]).toContain(value);
    expect(ROOT_SCRIPT).toContain(`cat ${CA_CERTIFICATE} >>${CA_BUNDLE}`);
  });
});

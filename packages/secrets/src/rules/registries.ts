import { BASE62, BASE64URL, LOWER_BASE36, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Package registries. npm's and PyPI's are in files of their own. */
export const registries: readonly NativeRule[] = [
  serviceToken("rubygems-key", "RubyGems API key", {
    source: "https://guides.rubygems.org/api-key-scopes/",
    domains: ["rubygems.org"],
    literals: ["rubygems_"],
    body: [run(LOWER_HEX, 48)],
  }),
  serviceToken("crates-io-token", "crates.io API token", {
    source: "https://doc.rust-lang.org/cargo/reference/publishing.html",
    domains: ["crates.io"],
    literals: ["cio"],
    body: [run(BASE62, 32)],
  }),
  serviceToken("nuget-key", "NuGet API key", {
    source: "https://learn.microsoft.com/nuget/nuget-org/scoped-api-keys",
    domains: ["nuget.org"],
    literals: ["oy2"],
    body: [run(LOWER_BASE36, 43)],
  }),
  serviceToken("docker-hub-token", "Docker Hub access token", {
    source: "https://docs.docker.com/security/access-tokens/",
    domains: ["docker.com", "docker.io"],
    literals: ["dckr_pat_"],
    body: [run(BASE64URL, 27)],
  }),
  serviceToken("docker-hub-organization-token", "Docker Hub organization access token", {
    source: "https://docs.docker.com/enterprise/security/access-tokens/",
    domains: ["docker.com", "docker.io"],
    literals: ["dckr_oat_"],
    body: [run(BASE64URL, 32)],
  }),
  serviceToken("clojars-token", "Clojars deploy token", {
    source: "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens",
    domains: ["clojars.org"],
    literals: ["CLOJARS_"],
    body: [run(LOWER_BASE36, 60)],
  }),
  serviceToken("artifactory-key", "JFrog Artifactory API key", {
    source: "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key",
    domains: ["jfrog.io"],
    literals: ["AKCp"],
    body: [run(BASE62, 68, 70)],
  }),
];

/** A language by the files that a project of it has, and where its packages usually come from. */
export interface Ecosystem {
  name: string;
  /** Any of these at the top of the directory. */
  markers: readonly string[];
  hosts: readonly string[];
}

export const ecosystems: readonly Ecosystem[] = [
  {
    name: "JavaScript",
    markers: ["package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "deno.json"],
    hosts: ["registry.npmjs.org"],
  },
  {
    name: "Python",
    markers: ["pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "uv.lock", "poetry.lock"],
    hosts: ["pypi.org", "files.pythonhosted.org"],
  },
  { name: "Rust", markers: ["Cargo.toml"], hosts: ["index.crates.io", "static.crates.io", "crates.io"] },
  { name: "Go", markers: ["go.mod"], hosts: ["proxy.golang.org", "sum.golang.org"] },
  { name: "Ruby", markers: ["Gemfile"], hosts: ["rubygems.org", "index.rubygems.org"] },
  { name: "PHP", markers: ["composer.json"], hosts: ["repo.packagist.org", "packagist.org"] },
  {
    name: "Java",
    markers: ["pom.xml", "build.gradle", "build.gradle.kts"],
    hosts: ["repo.maven.apache.org", "repo1.maven.org", "plugins.gradle.org"],
  },
  {
    name: ".NET",
    markers: ["global.json", "nuget.config", "Directory.Build.props"],
    hosts: ["api.nuget.org"],
  },
];

/** Those that a directory with these names in it belongs to. */
export function ecosystemsOf(names: readonly string[]): Ecosystem[] {
  const present = new Set(names);
  return ecosystems.filter(({ markers }) => markers.some((marker) => present.has(marker)));
}

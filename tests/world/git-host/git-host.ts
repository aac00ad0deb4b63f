export interface GitHost extends AsyncDisposable {
  address: string;
  /** Who logs in over ssh. */
  user: string;
  /** Path of the private key that may log in. */
  keyFile: string;
  /** Type and base64 of the key that sshd shows. */
  hostKey: string;
  /** `user:password` for https. */
  token: string;
  /** Certificate (PEM) of the authority that signed what it shows. */
  caPem: string;
  /** Runs git in a bare repository, as its owner. */
  git(repository: string, ...args: string[]): Promise<string>;
  /** Runs a shell script as the repositories' owner, in the directory that they lie in; a file `down` there shuts https. */
  sh(script: string): Promise<string>;
  /** Every connection that reached it, in order: `ssh …` or `https METHOD path`. */
  contacts(): Promise<string[]>;
}

export interface GitHostOptions {
  /** An engine's network that it joins; null: it is a process of this machine. */
  network: string | null;
  host: string;
  /** Bare repositories, empty at first. */
  repositories: readonly string[];
}

/** Makes the repositories. */
export async function fill(sh: GitHost["sh"], repositories: readonly string[]): Promise<void> {
  for (const path of repositories)
    await sh(`git init --quiet --bare -b main ${path} && git -C ${path} config http.receivepack true`);
}

/** The connections in what a host printed. */
export function contactsIn(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): { event: string; detail: string } => JSON.parse(line))
    .filter(({ event }) => event !== "ready")
    .map(({ event, detail }) => `${event} ${detail}`);
}

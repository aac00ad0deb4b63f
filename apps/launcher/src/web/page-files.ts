import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface PageFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/** What the page is made of, read once: a request chooses among these, and never names a file. */
export async function readPageFiles(): Promise<PageFile[]> {
  const folder = join(import.meta.dirname, "page");
  const files: PageFile[] = [];
  for (const name of await readdir(folder)) {
    const type = types[extname(name)];
    if (type !== undefined) files.push({ name, type, bytes: await readFile(join(folder, name)) });
  }
  return files;
}

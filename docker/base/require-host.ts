import { BottleError } from "@claude-bottle/shared";
import { run } from "./run.ts";

/** What making a root file system needs of the machine; throws with the way out. */
export async function requireHost(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new BottleError(
      "not-available",
      "The base image can only be made as root, for debootstrap and chroot",
      {
        hint: "Run `sudo npm run base-image` once, or set CLAUDE_BOTTLE_BASE_IMAGE to an image of Debian with Node 24 and npm",
      },
    );
  }
  try {
    await run("debootstrap", ["--version"]);
  } catch (cause) {
    throw new BottleError("not-available", "The base image cannot be made without debootstrap", {
      hint: "Install it: apt-get install debootstrap debian-archive-keyring",
      cause,
    });
  }
}

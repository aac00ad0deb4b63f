/** Longest pointer file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
export const LFS_POINTER_MOST = 1024;

const POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d+\n(?:[a-z0-9.-]+ .*\n)*oid sha256:[0-9a-f]{64}\n(?:[a-z0-9.-]+ .*\n)*size \d+\n?/;

/** Whether a blob is what Git LFS leaves in place of a file. */
export function isLfsPointer(blob: Buffer): boolean {
  return blob.length <= LFS_POINTER_MOST && POINTER.test(blob.toString("latin1"));
}

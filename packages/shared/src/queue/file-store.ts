/**
 * The file operations that a queue and an audit are made of, one system call or so each, so that a test can stop
 * between any two. Paths have `/` between directories.
 */
export interface FileStore {
  /** Names in a directory; none where there is no directory. */
  list(directory: string): Promise<string[]>;
  /** The text of a regular file (no link is followed) of at most `most` bytes; null: there is none such. */
  read(path: string, most: number): Promise<string | null>;
  /** Makes a new file that only its owner can read; it may be lost or torn until it is synced. */
  write(path: string, text: string): Promise<void>;
  /** Adds to the end of a file, which is made where there is none. */
  append(path: string, text: string): Promise<void>;
  /** Cuts a file to its first `bytes` bytes. */
  truncate(path: string, bytes: number): Promise<void>;
  /** Makes the content of a file last. */
  sync(path: string): Promise<void>;
  /** Puts a file under another name at once, in place of what is there. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name. Throws `EEXIST` where that name is taken: of several who try, one succeeds. */
  link(from: string, to: string): Promise<void>;
  /** Makes the names in a directory last. */
  syncDirectory(directory: string): Promise<void>;
  /** Removes a file; nothing where there is none. */
  remove(path: string): Promise<void>;
}

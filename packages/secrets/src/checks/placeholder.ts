/** Words that stand where a password would. */
const WORDS = [
  "password",
  "passwd",
  "secret",
  "changeme",
  "change_me",
  "example",
  "placeholder",
  "redacted",
  "hunter2",
  "opensesame",
  "yourp",
  "your_",
  "your-",
  "mypass",
  "my_pass",
  "my-pass",
  "dummy",
  "xxxx",
  "pa55w",
  "p4ssw",
  "token",
  "foobar",
  "test",
  "****",
  "1234567",
  "postgres",
  "credential",
];
const LEAST_DIFFERENT = 5;

/** Whether a password is one of documentation and tests: a usual word in it, a variable to be filled in, or hardly any variety. */
export function isPlaceholder(password: string): boolean {
  const lower = password.toLowerCase();
  if (new Set(lower).size < LEAST_DIFFERENT) return true;
  if (["$", "%", "{", "<", "["].some((mark) => lower.startsWith(mark)) && !lower.startsWith("%25"))
    return true;
  return WORDS.some((word) => lower.includes(word));
}

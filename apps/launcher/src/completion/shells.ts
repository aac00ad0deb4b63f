/** The script that a shell reads once; at each TAB it asks the command itself, so that it never knows less or more. */
export const shells = {
  bash: `_claude_bottle() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("\${line%%$'\\t'*}"); done < <(
    claude-bottle completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null
  )
}
complete -o default -F _claude_bottle claude-bottle
`,
  zsh: `#compdef claude-bottle
_claude_bottle() {
  local -a found
  local line
  while IFS= read -r line; do found+=("\${\${line//:/\\\\:}/$'\\t'/:}"); done < <(
    claude-bottle completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null
  )
  if (( $#found )); then _describe -V claude-bottle found; else _files; fi
}
if [[ $funcstack[1] == _claude_bottle ]]; then _claude_bottle "$@"; else compdef _claude_bottle claude-bottle; fi
`,
  fish: `function __claude_bottle
  set -l typed (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token --cut-at-cursor)
  claude-bottle completion words -- $typed[2..] 2>/dev/null
end
complete --command claude-bottle --arguments '(__claude_bottle)'
`,
} as const;

export type Shell = keyof typeof shells;

/** The shells that can be taught to complete `mrun`. */
export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * The script for a shell. It asks `mrun completion SHELL -- WORDS…` with what was typed so far, and offers files where
 * that has no answer.
 */
export const completionScript = (shell: Shell): string => scripts[shell];

const scripts: { readonly [S in Shell]: string } = {
  bash: `# Completion of mrun for bash.
_mrun() {
  local IFS=$'\\n'
  COMPREPLY=($(mrun completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _mrun mrun mrunner
`,
  zsh: `#compdef mrun mrunner
# Completion of mrun for zsh.
_mrun() {
  local -a found
  found=("\${(@f)$(mrun completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if (( \${#found} > 0 )) && [[ -n "\${found[1]}" ]]; then
    compadd -- "\${found[@]}"
  else
    _files
  fi
}
compdef _mrun mrun mrunner
`,
  fish: `# Completion of mrun for fish.
function __mrun_complete
  set -l words (commandline -opc) (commandline -ct)
  mrun completion fish -- $words[2..-1] 2>/dev/null
end
for program in mrun mrunner
  complete -c $program -a '(__mrun_complete)'
end
`,
};

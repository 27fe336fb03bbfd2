import type { Declaration } from '../command.ts';

export const completion = {
  name: 'completion',
  group: 'Set up',
  summary: 'A script that makes a shell complete commands, flags, contexts and sweeps',
  positionals: {
    shell: { kind: 'one', choices: ['bash', 'zsh', 'fish'], describe: 'bash, zsh or fish' },
  },
  words: 'What was typed so far, when the script asks for completions',
  flags: {},
  examples: [
    ['mrun completion bash >> ~/.bashrc', 'from the next terminal on'],
    ['mrun completion zsh >> ~/.zshrc', 'the same for zsh'],
    ['mrun completion fish > ~/.config/fish/completions/mrun.fish', 'the same for fish'],
  ],
} as const satisfies Declaration;

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Keeper, lastLines } from './keeper.ts';
import { runCommand } from './run-command.ts';
import { until } from './until.ts';

/** Starts a munged with a key of its own, which listens at `munge.socket` of the keeper's directory. */
export async function startMunge(
  keeper: Keeper,
  env: { readonly [name: string]: string },
): Promise<void> {
  const at = (name: string): string => join(keeper.directory, name);
  writeFileSync(at('munge.key'), randomBytes(128), { mode: 0o600 });
  const socket = ['--socket', at('munge.socket')];
  const files = ['--key-file', at('munge.key'), '--pid-file', at('munged.pid')];
  const words = ['--foreground', '--force', ...socket, ...files, '--seed-file', at('munge.seed')];
  const munge = await keeper.start(['munged', ...words], env, 'munged.log');
  await until(
    async () => (await runCommand(['munge', ...socket, '--no-input'], env)).code === 0,
    () => `munged to answer:\n${lastLines(munge.log)}`,
  );
}

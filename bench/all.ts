// Runs every benchmark, one after the other, and says on what machine. Build first: pnpm build && pnpm bench
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const names = ['startup', 'dispatch', 'expand', 'neptune-yaml', 'runtime-start', 'runtime-log'];
const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
console.log(`${cpus().length} × ${cpus()[0]?.model}, ${gibibytes} GiB, Node ${process.version}`);
for (const name of names) {
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

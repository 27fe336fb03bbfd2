import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, daemon } from './daemon.ts';
import { type Keeper, lastLines } from './keeper.ts';
import { runCommand } from './run-command.ts';
import type { ConfLines } from './slurm-conf.ts';
import { until } from './until.ts';

/** Limits that the accounting of a cluster keeps. */
export interface AccountingOptions {
  /** Of the account `test`, which is the user's only one: more pending and running tasks are refused. */
  readonly maxSubmitJobs?: number;
}

/** Ports of the accounting of a cluster. */
export interface AccountingPorts {
  readonly database: number;
  readonly daemon: number;
}

/** What slurm.conf says about it. */
export const accountingConf = (directory: string, ports: AccountingPorts): ConfLines => ({
  AccountingStorageType: 'accounting_storage/slurmdbd',
  AccountingStorageHost: '127.0.0.1',
  AccountingStoragePort: String(ports.daemon),
  // Where munge is, for connections to slurmdbd; AuthInfo is not asked for these.
  AccountingStoragePass: `socket=${directory}/munge.socket`,
  AccountingStorageEnforce: 'associations,limits,qos',
  AccountingStoreFlags: 'job_comment',
  JobAcctGatherType: 'jobacct_gather/linux',
});

type Variables = { readonly [name: string]: string };

/** Starts MariaDB and slurmdbd for the cluster that `env` names, whose munge already runs. */
export async function startAccounting(
  keeper: Keeper,
  env: Variables,
  ports: AccountingPorts,
  options: AccountingOptions,
): Promise<Daemon> {
  await startDatabase(keeper, env, ports.database);
  const { directory } = keeper;
  const conf = {
    AuthType: 'auth/munge',
    AuthInfo: `socket=${directory}/munge.socket`,
    DbdHost: 'localhost',
    DbdAddr: '127.0.0.1',
    DbdPort: String(ports.daemon),
    SlurmUser: 'root',
    PidFile: `${directory}/slurmdbd.pid`,
    StorageType: 'accounting_storage/mysql',
    StorageHost: '127.0.0.1',
    StoragePort: String(ports.database),
    StorageUser: 'root',
    // Jobs reach the database at once.
    CommitDelay: '0',
  };
  const lines = Object.entries(conf).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(directory, 'slurmdbd.conf'), lines.join(''), { mode: 0o600 });
  const manage = (...words: string[]) => runCommand(['sacctmgr', '-i', ...words], env);
  const dbd = daemon(keeper, ['slurmdbd', '-D'], env, 'slurmdbd.log', async () => {
    return (await manage('show', 'cluster')).code === 0;
  });
  await dbd.start();
  const limit =
    options.maxSubmitJobs === undefined ? [] : [`MaxSubmitJobs=${options.maxSubmitJobs}`];
  await succeed(manage('add', 'cluster', 'mrtest'));
  await succeed(manage('add', 'account', 'test', 'Cluster=mrtest'));
  await succeed(manage('add', 'user', 'root', 'Account=test', 'DefaultAccount=test', ...limit));
  return dbd;
}

async function succeed(command: ReturnType<typeof runCommand>): Promise<void> {
  const { code, stdout, stderr } = await command;
  if (code !== 0) throw new Error(`sacctmgr: ${stdout}${stderr}`);
}

async function startDatabase(keeper: Keeper, env: Variables, port: number): Promise<void> {
  const { directory } = keeper;
  const data = join(directory, 'database');
  const place = ['--no-defaults', '--user=root', `--datadir=${data}`];
  const made = await runCommand(
    ['mariadb-install-db', ...place, '--skip-test-db', '--auth-root-authentication-method=normal'],
    env,
  );
  if (made.code !== 0) throw new Error(`mariadb-install-db: ${made.stdout}${made.stderr}`);
  const socket = `--socket=${directory}/database.socket`;
  const listen = [socket, '--bind-address=127.0.0.1', `--port=${port}`];
  // It is thrown away with the test.
  const careless = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0'];
  const small = ['--innodb-buffer-pool-size=32M', `--pid-file=${directory}/database.pid`];
  const words = ['mariadbd', ...place, ...listen, ...careless, ...small, '--skip-grant-tables'];
  const database = await keeper.start(words, env, 'mariadbd.log');
  const ask = ['mariadb', '--no-defaults', socket, '--execute=select 1'];
  await until(
    async () => (await runCommand(ask, env)).code === 0,
    () => `MariaDB to answer:\n${lastLines(database.log)}`,
  );
}

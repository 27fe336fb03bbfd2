import type { ChildProcess, Host, HostFiles, OpenFile, StartOptions } from '../../src/host/host.ts';
import type { KubeConnection } from '../../src/host/kubernetes-connection.ts';

/** One thing that a launcher does to the world, or hears from a worker. */
export interface Effect {
  /** `append`, `write`, `replace`, `rename`, `feed`, `hear`, …; `… on` is the second half of one that can be torn. */
  readonly verb: string;
  /** The path, or the process. */
  readonly on: string;
}

/**
 * A host that calls `before` ahead of each effect. A thrown error is the system's refusal; a process that ends itself
 * there was killed between two effects. What a crash can tear is done in two halves: appended lines, plain writes, what
 * workers are fed, and files that are put in place by a rename.
 */
export function faultyHost(host: Host, before: (effect: Effect) => void): Host {
  return {
    ...host,
    files: faultyFiles(host, before),
    processes: faultyProcesses(host, before),
    kubernetes: async (choice) => {
      const connection = await host.kubernetes(choice);
      return typeof connection === 'string' ? connection : faultyConnection(connection, before);
    },
  };
}

type Before = (effect: Effect) => void;

/** `ask` ahead of each request, and `answered` when its answer is there. */
function faultyConnection(connection: KubeConnection, before: Before): KubeConnection {
  return {
    ...connection,
    send: (ask) => {
      const on = `${ask.method} ${ask.path}`;
      before({ verb: 'ask', on });
      return connection.send({
        ...ask,
        ended: (end) => {
          before({ verb: 'answered', on });
          ask.ended(end);
        },
      });
    },
  };
}

function faultyFiles({ files, machine }: Host, before: Before): HostFiles {
  const ahead =
    <Rest extends readonly unknown[], Answer>(
      verb: string,
      action: (path: string, ...rest: Rest) => Answer,
    ) =>
    (path: string, ...rest: Rest): Answer => {
      before({ verb, on: path });
      return action(path, ...rest);
    };
  return {
    ...files,
    write: (path, text) => {
      before({ verb: 'write', on: path });
      files.write(path, half(text));
      before({ verb: 'write on', on: path });
      files.write(path, text);
    },
    replace: (path, text) => {
      before({ verb: 'replace', on: path });
      files.write(`${path}.${machine.pid}.new`, half(text));
      before({ verb: 'replace on', on: path });
      files.replace(path, text);
    },
    create: ahead('create', files.create),
    link: ahead('link', files.link),
    rename: ahead('rename', files.rename),
    remove: ahead('remove', files.remove),
    removeEmpty: ahead('removeEmpty', files.removeEmpty),
    makeDirectory: ahead('makeDirectory', files.makeDirectory),
    makeDirectories: ahead('makeDirectories', files.makeDirectories),
    syncDirectory: ahead('syncDirectory', files.syncDirectory),
    open: ahead('open', (path: string, mode: 'append' | 'create') =>
      faultyFile(files.open(path, mode), path, before),
    ),
  };
}

function faultyFile(file: OpenFile, path: string, before: Before): OpenFile {
  let isRest = false;
  return {
    write: (bytes) => {
      before({ verb: isRest ? 'append on' : 'append', on: path });
      // A system may take a part of what it is given; who writes then writes on.
      const taken = isRest ? bytes.length : Math.ceil(bytes.length / 2);
      isRest = !isRest && taken < bytes.length;
      return file.write(bytes.subarray(0, taken));
    },
    sync: () => {
      before({ verb: 'sync', on: path });
      file.sync();
    },
    close: () => file.close(),
  };
}

function faultyProcesses({ processes }: Host, before: Before): Host['processes'] {
  return {
    ...processes,
    start: (command, options) => {
      before({ verb: 'start', on: command.join(' ') });
      return faultyChild(processes.start(command, hearing(options, before)), before);
    },
    pipe: (command, options) => {
      before({ verb: 'pipe', on: command.join(' ') });
      const told = (bytes: Uint8Array): void => {
        before({ verb: 'hear', on: Buffer.from(bytes).toString('latin1') });
        options.told(bytes);
      };
      const child = processes.pipe(command, { ...options, told });
      return {
        ...child,
        write: (bytes) => {
          before({ verb: 'feed', on: `${child.pid}` });
          return child.write(bytes);
        },
      };
    },
    signal: (pid, name) => {
      before({ verb: 'signal', on: `${name} ${pid}` });
      return processes.signal(pid, name);
    },
  };
}

const hearing = (options: StartOptions, before: Before): StartOptions => ({
  ...options,
  told: (text) => {
    before({ verb: 'hear', on: text });
    options.told(text);
  },
});

const faultyChild = (child: ChildProcess, before: Before): ChildProcess => ({
  ...child,
  write: (text) => {
    before({ verb: 'feed', on: `${child.pid}` });
    child.write(half(text));
    before({ verb: 'feed on', on: `${child.pid}` });
    child.write(text.slice(half(text).length));
  },
});

const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));

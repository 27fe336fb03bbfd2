import type { Server } from 'node:http';
import type { ContainerRun } from './container-run.ts';

export const serveExec = (
  _server: Server,
  _find: (namespace: string, pod: string, container: string) => ContainerRun | undefined,
): void => {};

/** Node's code of an error of the system, such as `ENOENT`; empty for other things thrown. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const diskCodes: ReadonlySet<string> = new Set([
  ...['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'],
  // Somebody took a directory away, or the right to write in it, while it was in use.
  ...['EACCES', 'EPERM', 'ENOENT'],
]);

/** Whether an error says that the disk takes nothing there, which is nobody's bug. */
export const isDiskError = (error: unknown): error is Error => diskCodes.has(errorCode(error));

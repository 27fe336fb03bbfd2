export type { NeptuneContent, NeptuneFile, NeptuneVersion } from './neptune-file.ts';
export { parseNeptuneYaml } from './read.ts';
export { neptuneYaml } from './write.ts';

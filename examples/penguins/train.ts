import { standardMrunnerMain } from 'mrunner/runtime';
import { learn } from './learn.ts';
import { Params } from './params.ts';

await standardMrunnerMain(Params, learn);

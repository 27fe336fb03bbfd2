import { z } from 'zod';

/** One contract for the spec and the training script: a misspelt or impossible parameter compiles in neither. */
export const Params = z.object({
  lr: z.number().positive(),
  hidden: z.int().positive().default(16),
  seed: z.int(),
});

// Checked by the compiler alone: what a training function may and may not do with its parameters.
import { z } from 'zod';
import { getConfiguration, standardMrunnerMain } from './standard-main.ts';
import { runMain } from './testing.ts';

const Params = z.object({ lr: z.number().positive(), hidden: z.int().default(16) });

export const withSchema = () =>
  standardMrunnerMain(Params, async ({ params, log }) => {
    const product: number = params.lr * params.hidden;
    log({ product, best: true, note: 'ok', train: { loss: 1 } }, 1);
    // @ts-expect-error: a list is no value
    log({ losses: [1, 2] });
    // @ts-expect-error: the schema has no such parameter
    return params.hiden;
  });

export const withoutSchema = () =>
  standardMrunnerMain(({ params }) => {
    const lr: unknown = params.lr;
    // @ts-expect-error: without a schema nothing is known of a parameter
    params.lr.toFixed();
    // @ts-expect-error: parameters are read-only
    params.lr = 1;
    return lr;
  });

export const configuration = async (): Promise<number> =>
  (await getConfiguration(Params)).params.lr;

export const tested = async () => {
  using run = await runMain(Params, async ({ params }) => ({ double: params.lr * 2 }), {
    params: { lr: 0.1 },
  });
  const double: number | undefined = run.result?.double;
  // @ts-expect-error: text is no learning rate
  await runMain(Params, () => 1, { params: { lr: 'big' } });
  return double;
};

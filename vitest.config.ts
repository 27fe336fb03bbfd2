import { defineConfig } from 'vitest/config';

// Unit tests read the packages' sources; feature tests (packages/*/test) run the built `mrun`.
export default defineConfig({
  resolve: { conditions: ['@mrunner/source'] },
  ssr: { resolve: { conditions: ['@mrunner/source'] } },
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'examples/**/*.test.ts',
      'docs/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // A test of a cluster waits for several things in turn, each for up to 50 s on a busy machine; hooks start clusters.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is polled for is to come about, on a busy machine too: a second, which it is else, says nothing.
    expect: { poll: { timeout: 50_000 } },
    maxWorkers: 2,
  },
});

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
    testTimeout: 60_000,
    // Hooks start clusters.
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});

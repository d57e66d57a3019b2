/**
 * Which test files run: `JSSL_TESTS=fast` leaves out `*.slow.test.ts`, `JSSL_TESTS=slow` runs only those.
 * Nx sets it for the targets `test` and `test-slow`; plain `npx jest` runs both.
 */
const tests = process.env.JSSL_TESTS;

module.exports = {
  testMatch: [`<rootDir>/src/**/*${tests === 'slow' ? '.slow' : ''}.test.ts`],
  testPathIgnorePatterns: ['/node_modules/', ...(tests === 'fast' ? ['\\.slow\\.test\\.ts$'] : [])],
  // Also where a package has lost its last slow test: nx.json excludes those without from `test-slow`.
  passWithNoTests: tests === 'slow',
  // The tests of each target use every core, on one of which a slow test computes; `npm test` runs targets beside each
  // other, and says how many processes each may start.
  maxWorkers: process.env.JSSL_TEST_WORKERS ?? (tests === undefined ? '50%' : '100%'),
  /** Where the numbers of passed and failed tests go; nowhere when both kinds run. */
  resultFile: { fast: 'result.json', slow: 'result-slow.json' }[tests],
};

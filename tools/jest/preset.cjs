/** Jest settings shared by every package: TypeScript sources by SWC, siblings from their sources. */
const { readdirSync } = require('node:fs');
const path = require('node:path');

const binaryTypes = require('./binary-types.cjs');
const whichTests = require('./which-tests.cjs');

// Read by the native library when it loads; a test's own `process.env` is a copy it does not see.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '3';
// Slow tests run beside each other, on one core each, and so do all tests of `npm test`.
if (process.env.JSSL_TESTS === 'slow' || process.env.JSSL_TEST_WORKERS)
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
// As the engine does it.
if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';

/** What tools/testing imports and few tests use: loaded at first use, since each takes up to a second. */
const hostileFormats = readdirSync(path.join(__dirname, '..', 'testing', 'src', 'hostile'));
const lazy = [
  '@swc/core',
  'fast-check',
  'typescript',
  ...hostileFormats.map((name) => `./hostile/${name.replace(/ts$/, 'js')}`),
];

/** Packages that are published as ES modules alone. */
const esModules = [
  ...['ansi-regex', 'ansi-styles', 'cli-truncate', 'commander', 'get-east-asian-width'],
  ...['is-fullwidth-code-point', 'slice-ansi', 'string-width', 'strip-ansi'],
].join('|');

/**
 * Globals of the language that modules are given as parameters: looking one up in the context of a test asks an
 * interceptor each time, which takes half the time of loops over numbers. None of them is replaced by tests, or
 * declared by a module of a dependency as a constant of its own.
 */
const languageGlobals = [
  ...[
    'Array',
    'BigInt',
    'Boolean',
    'Error',
    'Infinity',
    'Intl',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
  ],
  ...[
    'Promise',
    'Proxy',
    'RangeError',
    'Reflect',
    'RegExp',
    'Set',
    'String',
    'Symbol',
    'TypeError',
  ],
  ...['WeakMap', 'WeakSet', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...binaryTypes,
];

module.exports = {
  testEnvironment: path.join(__dirname, 'environment.cjs'),
  setupFilesAfterEnv: ['use-tensorflow.cjs', 'forbid-warnings.cjs'].map((name) =>
    path.join(__dirname, name),
  ),
  testMatch: whichTests.testMatch,
  testPathIgnorePatterns: whichTests.testPathIgnorePatterns,
  passWithNoTests: whichTests.passWithNoTests,
  maxWorkers: whichTests.maxWorkers,
  testEnvironmentOptions: {
    customExportConditions: ['@jssl/source', 'node', 'require', 'default'],
  },
  // Jest would find packages by the names in there, one of which is that of TensorFlow.js.
  modulePathIgnorePatterns: ['<rootDir>/(dist|out-tsc|native)/'],
  moduleNameMapper: {
    // Parts of @tensorflow/tfjs that nothing here uses: loading them takes a fifth of a second for each test file.
    '^@tensorflow/tfjs-(backend-webgl|data)$': path.join(__dirname, 'empty.cjs'),
    '^@tensorflow/tfjs-layers$': path.join(__dirname, 'empty.cjs'),
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its entry is an ES module; this is the same for `require`.
    '^pbf$': path.join(__dirname, '..', '..', 'node_modules', 'pbf', 'dist', 'pbf.js'),
  },
  transform: {
    '^.+\\.ts$': [
      require.resolve('@swc/jest'),
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', lazy },
        // In files of their own: jest reads and hashes the code for every test file.
        sourceMaps: true,
      },
    ],
    [`/node_modules/(${esModules})/.+\\.js$`]: [
      require.resolve('@swc/jest'),
      { jsc: { target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: true },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(@jssl|${esModules})/)`, '\\.cjs$'],
  sandboxInjectedGlobals: languageGlobals,
  // For what hangs: on a machine that has much else to do, a test may take ten times as long.
  testTimeout: 900_000,
  reporters: [
    'default',
    [path.join(__dirname, 'result-reporter.cjs'), { resultFile: whichTests.resultFile }],
  ],
};

import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Which layer may use which; tests and what they share may also use tools/testing. */
const layers = {
  leaf: [],
  ground: ['leaf'],
  features: ['leaf', 'ground'],
  trainer: ['leaf', 'ground', 'features'],
  export: ['leaf'],
  report: ['leaf', 'ground', 'features', 'trainer'],
  workflows: ['leaf', 'ground', 'features', 'trainer', 'report', 'export'],
  cli: ['leaf', 'ground', 'features', 'trainer', 'report', 'export', 'workflows'],
  entry: ['workflows', 'cli'],
  testing: [],
  acceptance: ['leaf', 'ground', 'export', 'testing'],
};

/** @returns {['error', object]} */
const boundaries = (extra) => [
  'error',
  {
    enforceBuildableLibDependency: extra.length === 0,
    allow: [],
    depConstraints: Object.entries(layers).map(([layer, below]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [...below, ...extra].map((name) => `layer:${name}`),
    })),
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/out-tsc/**',
      '**/coverage/**',
      '**/node_modules/**',
      '**/.nx/**',
      'examples/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', 'packages/*/bin/*.js'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
  },
  { files: ['tools/jest/*.cjs'], languageOptions: { globals: globals.jest } },
  {
    files: ['**/*.test.ts', '**/src/fixtures/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(['testing']) },
  },
);

/** Import cycles, type-only ones too, between files and between the folders of a package. */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that import each other, type-only imports included: move what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycle',
      comment: 'Folders of a package depend downward only.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^packages/[^/]+/src/' },
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: ['/node_modules/', '/dist/', '/out-tsc/', '[.]test[.]ts$', '/fixtures/'] },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@jssl/source', 'import'],
    },
  },
};

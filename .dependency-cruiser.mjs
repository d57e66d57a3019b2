/**
 * Import cycles, type-only ones too, between files and between the folders of a package; and the layers of
 * packages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Which layers each layer may import. */
const layers = {
  leaf: [],
  ground: ['leaf'],
  features: ['leaf', 'ground'],
  trainer: ['leaf', 'ground', 'features'],
  export: ['leaf'],
  report: ['leaf', 'ground', 'features', 'trainer'],
  explore: ['leaf', 'ground', 'report'],
  workflows: ['leaf', 'ground', 'features', 'trainer', 'report', 'export', 'explore'],
  cli: ['leaf', 'ground', 'features', 'trainer', 'report', 'export', 'explore', 'workflows'],
  entry: ['workflows', 'cli'],
  testing: [],
  acceptance: ['leaf', 'ground', 'features', 'trainer', 'export', 'testing'],
};

const packages = ['packages', 'tools']
  .flatMap((parent) =>
    readdirSync(join(import.meta.dirname, parent)).map((name) => `${parent}/${name}`),
  )
  .flatMap((folder) => {
    const { tags = [] } = describe(folder).nx ?? {};
    const [layer] = tags.map((tag) => tag.replace('layer:', ''));
    return layer ? [{ folder, layer }] : [];
  });

/** @returns {{ nx?: { tags?: string[] } }} its package.json, empty if it has none. */
function describe(folder) {
  try {
    return JSON.parse(readFileSync(join(import.meta.dirname, folder, 'package.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return {};
    throw error;
  }
}

const layerRules = packages.map(({ folder, layer }) => {
  const below = packages.filter((one) => layers[layer].includes(one.layer));
  const allowed = [folder, ...below.map((one) => one.folder)];
  return {
    name: 'layers',
    comment: `A ${layer} package imports only these layers: ${layers[layer].join(', ') || 'none'}.`,
    severity: 'error',
    from: { path: `^${folder}/src/` },
    to: { path: '^(packages|tools)/', pathNot: allowed.map((one) => `^${one}/`) },
  };
});

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
    {
      name: 'packages-by-name',
      comment: 'Another package is imported by its name, never by a path.',
      severity: 'error',
      from: { path: '^((?:packages|tools)/[^/]+)/src/' },
      to: { path: '^(packages|tools)/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    ...layerRules,
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

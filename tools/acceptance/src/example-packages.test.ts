import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const examples = join(root, 'examples');

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Manifest;

/** The version of a package in this repository's node_modules, where siblings are links. */
const versionOf = (name: string) => read(join(root, 'node_modules', name, 'package.json')).version;

const packages = readdirSync(examples).filter((name) =>
  existsSync(join(examples, name, 'package.json')),
);

test.each(packages)('%s asks for the packages that it imports, as they are', (name) => {
  const { dependencies } = read(join(examples, name, 'package.json'));
  const scripts = readdirSync(join(examples, name), { recursive: true, encoding: 'utf8' });
  const imported = scripts
    .filter((path) => path.endsWith('.js') && !path.includes('node_modules'))
    .flatMap((path) => [
      ...readFileSync(join(examples, name, path), 'utf8').matchAll(/ from '([^.'][^']*)'/g),
    ])
    .map(([, from = '']) => from)
    .filter((from) => !from.startsWith('node:'))
    // Of an entry such as @jssl/engine/wasm, the package.
    .map((from) => /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
  expect(imported).not.toEqual([]);
  for (const from of imported) expect(Object.keys(dependencies)).toContain(from);
  for (const [dependency, range] of Object.entries(dependencies)) {
    // ^0.1.0 allows 0.1.x, ^4.22.0 any later 4.
    const [, fixed = ''] = /^\^(0\.\d+|[1-9]\d*)\.\d/.exec(range) ?? [];
    expect(fixed).not.toBe('');
    expect(`${versionOf(dependency)}.`.startsWith(`${fixed}.`)).toBe(true);
  }
});

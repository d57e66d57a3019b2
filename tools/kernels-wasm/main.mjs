/**
 * `npm run kernels:wasm`: compiles the kernels of @jssl/kernels to WebAssembly, into a TypeScript file that is committed.
 * `npm run kernels:wasm -- --check` compares it with the committed one, byte by byte, and writes nothing.
 *
 * Needs Python with the package that `wasmCompiler` names: PYTHON=/path/to/venv/bin/python npm run kernels:wasm
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const packageFolder = fileURLToPath(new URL('../../packages/kernels/', import.meta.url));
const built = join(packageFolder, 'dist', 'wasm-sources.js');
const { wasmCompiler, wasmLinkFlags, wasmSources, wasmSourcesHash } = await import(built);
const target = join(packageFolder, 'src', 'wasm-kernels-file.ts');

const folder = mkdtempSync(join(tmpdir(), 'jssl-wasm-'));
function zig(...given) {
  const python = process.env.PYTHON ?? 'python3';
  // Paths from one folder, so that none of this machine gets into the file.
  execFileSync(python, ['-m', 'ziglang', ...given], {
    cwd: packageFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
try {
  const objects = wasmSources().map(({ path, flags }) => {
    const object = join(folder, `${basename(path)}.o`);
    zig('c++', ...flags, '-c', relative(packageFolder, path), '-o', object);
    return object;
  });
  const file = join(folder, 'kernels.wasm');
  zig('wasm-ld', ...wasmLinkFlags, ...objects, '-o', file);
  const bytes = readFileSync(file);
  const text = [
    `// Compiled by ${wasmCompiler} from cc; npm run kernels:wasm makes it again.`,
    `export const sourcesHash = '${wasmSourcesHash()}';`,
    `export const base64 =\n  '${bytes.toString('base64')}';\n`,
  ].join('\n');
  const size = `${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`;
  if (!values.check) {
    writeFileSync(target, text);
    process.stdout.write(`wrote ${target}: ${size}\n`);
  } else if (readFileSync(target, 'utf8') === text) {
    process.stdout.write(`the same: ${size}\n`);
  } else {
    process.stdout.write(`${target} differs from what its sources give: npm run kernels:wasm\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

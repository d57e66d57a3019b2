import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const compiler = createRequire(import.meta.url).resolve('@typescript/native/package.json');

/** A module that exists only as text, and the package whose dependencies it may import. */
export interface ExampleText {
  /** A folder of `packages`. */
  readonly package: string;
  /** Its file name without `.ts`. */
  readonly name: string;
  readonly text: string;
}

/**
 * The type errors of modules against the types of the built packages; call it once for all, since what they import
 * takes far longer than they do. They are written into `out-tsc` of their packages while they are checked.
 * @returns for each error the package and the module, the line, and what is wrong with it.
 */
export async function typeErrors(examples: readonly ExampleText[]): Promise<string[]> {
  const own = `examples-${process.pid}`;
  const folders = [...new Set(examples.map((example) => example.package))].map((name) =>
    join(root, 'packages', name, 'out-tsc', own),
  );
  const pathOf = (example: ExampleText) =>
    join(root, 'packages', example.package, 'out-tsc', own, `${example.name}.ts`);
  const settings = join(import.meta.dirname, '..', 'out-tsc', `${own}.json`);
  try {
    for (const folder of [...folders, dirname(settings)]) mkdirSync(folder, { recursive: true });
    for (const example of examples) writeFileSync(pathOf(example), example.text);
    writeFileSync(settings, JSON.stringify(settingsFor(examples.map(pathOf))));
    const texts = new Map(examples.map((example) => [pathOf(example), example]));
    return diagnostics(await compile(settings)).map(({ path, line, message }) => {
      const example = texts.get(join(root, path));
      const where = example ? `${example.package}, ${example.name}` : path;
      return `${where}: ${example?.text.split('\n')[line - 1] ?? line}: ${message}`;
    });
  } finally {
    for (const path of [...folders, settings]) rmSync(path, { recursive: true, force: true });
  }
}

/** The repository's, except that an index may be out of range: readers can do without that check. */
function settingsFor(files: readonly string[]) {
  return {
    extends: relative(join(import.meta.dirname, '..', 'out-tsc'), join(root, 'tsconfig.base.json')),
    compilerOptions: {
      ...{ composite: false, declaration: false, declarationMap: false, noEmit: true },
      ...{ noUncheckedIndexedAccess: false, types: ['node'], customConditions: [] },
    },
    files,
  };
}

/** What the compiler prints. It takes a fifth of the time of the one that has an API. */
function compile(settings: string): Promise<string> {
  const tsc = join(dirname(compiler), 'bin', 'tsc');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [tsc, '--project', settings, '--pretty', 'false'],
      { cwd: root, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        // Its exit code is not 0 when there are type errors.
        if (error && stdout === '') reject(new Error(stderr || error.message));
        else resolve(stdout);
      },
    );
  });
}

/** Each `path(line,column): error TS0000: message`, of which further lines are indented. */
function diagnostics(printed: string) {
  return printed
    .trimEnd()
    .split(/\n(?! )/)
    .filter((text) => text !== '')
    .map((text) => {
      const [, path = '', line = '', message = text] =
        /^(.*?)\((\d+),\d+\): error TS\d+: ([\s\S]*)$/.exec(text) ?? [];
      return { path, line: Number(line), message };
    });
}

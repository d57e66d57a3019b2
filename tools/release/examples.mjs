import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

/** The packages that a README says to install: its `npm install` line, without -g. */
export function installLine(readme) {
  const [, names] = /^ *npm install (?:-g )?(.*)$/m.exec(readme) ?? [];
  if (!names) throw new Error('the README has no npm install line');
  return names.trim().split(/\s+/);
}

/** Writes the `ts` examples of a README as TypeScript, as ES modules and as CommonJS. */
export function writeExamples(readmeFile, folder) {
  const blocks = [...readFileSync(readmeFile, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, source], index) => {
    const compile = (module) =>
      ts.transpileModule(source, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } })
        .outputText;
    const write = (extension, content) => {
      const file = join(folder, `example-${index}.${extension}`);
      writeFileSync(file, content);
      return file;
    };
    return {
      typescript: write('ts', source.includes('import ') ? source : `${source}\nexport {};\n`),
      module: write('mjs', compile(ts.ModuleKind.ESNext)),
      // CommonJS has no await at its top level.
      common: write('cjs', `(async () => {\n${compile(ts.ModuleKind.CommonJS)}\n})();\n`),
    };
  });
}

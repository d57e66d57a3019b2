import { join, relative } from 'node:path';

import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * The type errors of modules that exist only as text, on the packages' sources; all at once, since
 * what they import takes far longer than they do.
 * @param texts by the path of the file that each would be.
 * @returns for each error the file, its line, and what is wrong with it.
 */
export function typeErrors(texts: ReadonlyMap<string, string>): string[] {
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...texts.keys()], options, {
    ...host,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    getSourceFile: (path, version, ...rest) => {
      const text = texts.get(path);
      return text === undefined
        ? host.getSourceFile(path, version, ...rest)
        : ts.createSourceFile(path, text, version);
    },
  });
  return [...texts].flatMap(([path, text]) => {
    const file = program.getSourceFile(path);
    const errors = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return errors.map(({ start = 0, messageText }) => {
      const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0];
      return `${relative(root, path)}: ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}

/** The repository's, but for an index that may be out of range: readers may do without that one. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) =>
    ts.sys.readFile(path),
  ) as { config: { compilerOptions: object } };
  const forExamples = {
    composite: false,
    noEmit: true,
    noUncheckedIndexedAccess: false,
    types: ['node'],
  };
  return ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, ...forExamples }, root)
    .options;
}

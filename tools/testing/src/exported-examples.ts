import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

/** A function, class or constant that an index exports, and its examples. */
export interface ExportedValue {
  readonly name: string;
  /** The `ts` blocks after `@example` in its docstring. */
  readonly examples: readonly string[];
  /** The number of its parameters, if it is a function. */
  readonly parameters: number;
}

/**
 * The values that an index exports by lines `export { name } from './file.js'`, in its order; what is
 * marked as a type is left out, and `isolatedModules` sees to it that types are marked.
 * @throws Error for a line of another kind, and for a name that its file does not declare.
 */
export function exportedExamples(indexFile: string): ExportedValue[] {
  return parse(indexFile).statements.flatMap((statement) => {
    const { exportClause, moduleSpecifier, isTypeOnly } = statement as ts.ExportDeclaration;
    // Another package's exports have their examples there.
    if (/^export \* from '@jssl\//.test(statement.getText())) return [];
    if (
      !ts.isExportDeclaration(statement) ||
      !exportClause ||
      !ts.isNamedExports(exportClause) ||
      !moduleSpecifier ||
      !ts.isStringLiteral(moduleSpecifier)
    ) {
      throw new Error(
        `${indexFile}: each line must be export { name } from './file.js', got ${statement.getText()}`,
      );
    }
    if (isTypeOnly) return [];
    const names = exportClause.elements.filter((element) => !element.isTypeOnly);
    const file = join(dirname(indexFile), moduleSpecifier.text.replace(/\.js$/, '.ts'));
    const parsed = parse(file);
    const docstrings = docstringsOf(parsed);
    return names.map(({ name: { text: name } }) => {
      const docstring = docstrings.get(name);
      if (docstring === undefined) throw new Error(`${file} declares no ${name}`);
      return { name, examples: examplesOf(docstring), parameters: parametersOf(parsed, name) };
    });
  });
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** The docstrings of the names that a file declares; empty where there is none. */
function docstringsOf(file: ts.SourceFile): Map<string, string> {
  const docstrings = new Map<string, string>();
  const declare = (name: ts.Node | undefined, statement: ts.Node) => {
    const text = ts.getJSDocCommentsAndTags(statement).map((node) => node.getText());
    if (name)
      docstrings.set(name.getText(), (docstrings.get(name.getText()) ?? '') + text.join(''));
  };
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      declare(statement.name, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) declare(name, statement);
    }
  }
  return docstrings;
}

/** The number of parameters of a function; 0 for a class or constant. */
function parametersOf(file: ts.SourceFile, name: string): number {
  const counts = file.statements.map((statement) =>
    ts.isFunctionDeclaration(statement) && statement.name?.text === name
      ? statement.parameters.length
      : 0,
  );
  return Math.max(...counts);
}

function examplesOf(docstring: string): string[] {
  const text = docstring.replace(/^ *\* ?/gm, '');
  return [...text.matchAll(/^@example\n```ts\n([\s\S]*?)^```$/gm)].map(([, source = '']) => source);
}

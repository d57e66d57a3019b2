/** The reference of every package's API, made by TypeDoc from the sources. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Application, Converter, ReflectionKind } from 'typedoc';

/** Writes it into a folder, a page for each package. */
export async function writeApiPages(root, out) {
  const names = readdirSync(join(root, 'packages')).sort();
  const application = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    name: 'API',
    entryPoints: names.map((name) => join(root, 'packages', name, 'src', 'index.ts')),
    // Without project references, for which the types of the last build would be read in place of the sources.
    tsconfig: fileURLToPath(new URL('tsconfig.api.json', import.meta.url)),
    skipErrorChecking: true, // That is what typecheck does.
    readme: 'none',
    githubPages: false,
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    sort: ['source-order'],
    groupOrder: ['Functions', 'Classes', 'Variables', '*'],
    logLevel: 'Warn',
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    // Of the Markdown plugin.
    router: 'module',
    entryFileName: 'index',
    pageTitleTemplates: { index: 'API', member: '{name}', module: '@jssl/{name}' },
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandObjects: false,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideDefaults: true }, // `undefined` where there is none; the docstrings tell them.
    sanitizeComments: true,
  });
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => nameParameters(project));
  const project = await application.convert();
  if (!project) throw new Error('TypeDoc cannot read the sources');
  for (const module of project.children ?? []) {
    module.name = module.name.replace(/\/src$/, '');
  }
  await application.outputs.writeOutput({ name: 'markdown', path: out }, project);
}

/**
 * What a function takes apart as it takes it has no name. TypeDoc gives it that of a `@param` that fits no
 * parameter; without such a one it is given here, so that `@param options.x` finds its place.
 */
function nameParameters(project) {
  for (const { comment, parameters = [] } of project.getReflectionsByKind(
    ReflectionKind.CallSignature,
  )) {
    const isKnown = (name) => parameters.some((parameter) => parameter.name === name);
    const isNamed = comment?.blockTags.some(
      ({ tag, name }) => tag === '@param' && name && !name.includes('.') && !isKnown(name),
    );
    if (isNamed) continue;
    for (const [place, parameter] of parameters.entries()) {
      if (parameter.name === '__namedParameters') {
        parameter.name = place === 0 || isKnown('options') ? 'inputs' : 'options';
      }
    }
  }
}

/** How to install the native engine, for the end of a sentence. */
export function installRemedy({ gpu = false }: { readonly gpu?: boolean } = {}): string {
  return gpu
    ? 'run: jssl engine install --gpu (in code: installEngine({ gpu: true }))'
    : 'run: jssl engine install (in code: installEngine())';
}

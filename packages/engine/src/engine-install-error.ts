/** The native engine cannot be installed: one sentence with what is missing and what to do. */
export class EngineInstallError extends Error {
  override readonly name = 'EngineInstallError';
}

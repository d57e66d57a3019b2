/* global jest, beforeAll, beforeEach, afterEach */
/**
 * Before the tests of a file: TensorFlow.js with its gradients, on the backend named by JSSL_BACKEND
 * or the best one there is. Around each test: a tensor scope, since jest never frees what a test
 * leaves in native memory, and no warning may pass unseen.
 */
const { loadEngine } = require('@jssl/engine');

beforeAll(async () => {
  await loadEngine();
});

let warn;
beforeEach(() => {
  warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  globalThis._tfengine?.startScope();
});
afterEach(() => {
  globalThis._tfengine?.endScope();
  globalThis._tfengine?.disposeVariables();
  const warnings = warn.mock.calls;
  warn.mockRestore();
  if (warnings.length > 0) throw new Error(`console.warn during a test: ${warnings.join('; ')}`);
});

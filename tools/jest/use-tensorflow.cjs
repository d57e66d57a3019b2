/**
 * Before the tests of a file: TensorFlow.js with its gradients, on the backend named by JSSL_BACKEND
 * or the best one there is, if the file imports TensorFlow.js or runs examples, which import it later.
 * Around each test: a tensor scope, since jest never frees what a test leaves in native memory.
 */
const RUNS_EXAMPLES = /(api-examples|readme)(\.slow)?\.test\.ts$/;

beforeAll(async () => {
  if (!globalThis._tfengine && !RUNS_EXAMPLES.test(expect.getState().testPath)) return;
  const { loadEngine, useConvolutionAlgorithm } = require('@jssl/engine');
  await loadEngine();
  // For useConvolutions of tools/testing.
  globalThis.useConvolutionAlgorithm = useConvolutionAlgorithm;
});

let engine;
beforeEach(() => {
  engine = globalThis._tfengine;
  engine?.startScope();
});
afterEach(() => {
  engine?.endScope();
  globalThis._tfengine?.disposeVariables();
});

import { expectGoldenTrace } from '../fixtures/expect-golden-trace.js';
import { goldenTrace } from '../fixtures/golden-trace.js';

test('the golden trace: losses, weights, queues and features of six steps', () => {
  expectGoldenTrace(goldenTrace());
});

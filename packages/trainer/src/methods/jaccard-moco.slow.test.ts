import { convolutionAlgorithms, useConvolutions } from '@jssl/testing';

import { expectGoldenTrace } from '../fixtures/expect-golden-trace.js';
import { goldenTrace } from '../fixtures/golden-trace.js';

afterEach(() => {
  useConvolutions();
});

test.each(convolutionAlgorithms)(
  'the golden trace with %s convolutions: losses, weights, queues and features of six steps',
  (convolutions) => {
    if (useConvolutions(convolutions)) expectGoldenTrace(goldenTrace());
  },
);

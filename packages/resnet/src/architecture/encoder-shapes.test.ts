import { defaultEncoderConfig } from './encoder-config.js';
import { encoderShapes } from './encoder-shapes.js';
import { createEncoder } from '../encoder/encoder.js';

test.each([18, 50] as const)('depth %d: the shapes of the variables that are created', (depth) => {
  const config = { ...defaultEncoderConfig, depth, width: 2, headWidth: 3, embeddingSize: 4 };
  const encoder = createEncoder(config, () => 0.5);
  const { parameters, statistics } = encoderShapes(config);
  for (const [shapes, variables] of [
    [parameters, encoder.parameters],
    [statistics, encoder.statistics],
  ] as const) {
    const made = Object.entries(variables).map(([name, { shape }]) => [name, shape]);
    expect(Object.entries(shapes)).toEqual(made);
  }
});

test('a network larger than any memory costs nothing', () => {
  const { parameters } = encoderShapes({ ...defaultEncoderConfig, width: 1e9 });
  expect(parameters['conv1.weight']).toEqual([3, 3, 3, 1e9]);
  expect(() => encoderShapes({ ...defaultEncoderConfig, width: 0.5 })).toThrow(
    'encoderShapes: width must be a whole number of at least 1, got 0.5',
  );
});

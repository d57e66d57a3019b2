const preset = require('../../tools/jest/preset.cjs');

module.exports = {
  displayName: 'jaccard-loss',
  ...preset,
  // The README has an example with layers.
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    '^@tensorflow/tfjs-layers$': require.resolve('@tensorflow/tfjs-layers'),
  },
};

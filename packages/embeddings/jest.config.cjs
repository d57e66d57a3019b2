const preset = require('../../tools/jest/preset-without-tensorflow.cjs');

module.exports = {
  ...preset,
  displayName: 'embeddings',
  // These are published as ES modules alone.
  transform: { '\\.js$': Object.values(preset.transform)[0], ...preset.transform },
  transformIgnorePatterns: ['/node_modules/(?!@jssl/|hyparquet)', '\\.cjs$'],
};

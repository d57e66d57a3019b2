module.exports = { displayName: 'embeddings', ...require('../../tools/jest/preset.cjs') };

module.exports = { displayName: 'jaccard-loss', ...require('../../tools/jest/preset.cjs') };

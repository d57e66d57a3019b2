module.exports = { displayName: 'optimizers', ...require('../../tools/jest/preset.cjs') };

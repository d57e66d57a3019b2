module.exports = { displayName: 'eval', ...require('../../tools/jest/preset.cjs') };

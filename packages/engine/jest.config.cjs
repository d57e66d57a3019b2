module.exports = { displayName: 'engine', ...require('../../tools/jest/preset.cjs') };

module.exports = { displayName: 'augment', ...require('../../tools/jest/preset.cjs') };

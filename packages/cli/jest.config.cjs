module.exports = { displayName: 'cli', ...require('../../tools/jest/preset.cjs') };

module.exports = { displayName: 'trainer', ...require('../../tools/jest/preset.cjs') };

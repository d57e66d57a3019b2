module.exports = { displayName: 'workflows', ...require('../../tools/jest/preset.cjs') };

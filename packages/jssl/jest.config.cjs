module.exports = { displayName: 'jssl', ...require('../../tools/jest/preset.cjs') };

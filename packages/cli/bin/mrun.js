#!/usr/bin/env node
// biome-ignore-all lint: every Node there is must be able to read this file, so that an old one gets a sentence to act on.
'use strict';

var info = require('../package.json');
var needed = [22, 18];
var have = process.versions.node.split('.').map(Number);

if (have[0] < needed[0] || (have[0] === needed[0] && have[1] < needed[1])) {
  process.stderr.write(
    'mrunner ' +
      info.version +
      ' needs Node ' +
      needed.join('.') +
      ' or newer, this is Node ' +
      process.versions.node +
      '.\n' +
      'Newer ones: https://nodejs.org, or in this project: npm i -D node@24, then npx mrun\n',
  );
  process.exitCode = 2;
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.write(info.version + '\n');
} else {
  require('module').enableCompileCache();
  import('../dist/bundle/main.js').then(
    function (bundle) {
      bundle.start(info.version);
    },
    function (error) {
      process.stderr.write(
        'mrunner ' + info.version + ' is not installed completely.\n' + error.stack + '\n',
      );
      process.exitCode = 4;
    },
  );
}

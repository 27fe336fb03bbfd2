import { expect, test } from 'vitest';
import { parseAssociations, parseQosLimits, submitLimit } from './submit-limit.ts';

const associations = parseAssociations(
  `test|hpc|test||7|12|normal
test|other|test||1||normal
test|hpc|big|||100|
test|hpc|big|gpu|30||
`,
  'hpc',
);
const qos = parseQosLimits('normal|||\nsmall|5||\nshared|||3\n');
const limit = (job: Partial<Parameters<typeof submitLimit>[1]>) =>
  submitLimit({ associations, qos }, { qos: [], ...job });

test('the default account limits who names none', () => {
  expect(limit({})).toBe(7);
});

test('an account is limited where it is named, most of all in its partition', () => {
  expect(limit({ account: 'big' })).toBe(100);
  expect(limit({ account: 'big', partition: 'gpu' })).toBe(30);
  expect(limit({ account: 'big', partition: 'main' })).toBe(100);
  expect(limit({ account: 'nobody' })).toBeUndefined();
});

test('the qualities of service of the job and of its partition limit too', () => {
  expect(limit({ qos: ['small'] })).toBe(5);
  expect(limit({ qos: [undefined, 'shared'] })).toBe(3);
  expect(limit({ account: 'nobody', qos: ['small', 'shared'] })).toBe(3);
});

test('nothing is limited where accounting says nothing', () => {
  expect(parseAssociations('sacctmgr: error: slurmdbd is down\n', 'hpc')).toEqual([]);
  expect(submitLimit({ associations: [], qos: [] }, { qos: [] })).toBeUndefined();
});

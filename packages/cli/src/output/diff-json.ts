import { publicValue, type Value } from '@mrunner/core';
import type { AttemptCode } from '@mrunner/dispatcher';
import type { SeenRun } from '../select/seen-run.ts';
import type { RunsDiff } from './diff-text.ts';
import { runJson } from './status-json.ts';

/** How two runs differ, for programs. */
export const diffJson = ({
  a,
  b,
  sections,
  code,
  codes: [first, second],
  full,
}: RunsDiff): object => ({
  a: shownRun(a),
  b: shownRun(b),
  same: code.same === true && sections.every(({ differs, note }) => differs.length === 0 && !note),
  sections: sections.map(({ name, differs, same, note }) => ({
    name,
    differs: differs.map((each) => ({
      name: each.name,
      a: valueJson(each.a),
      b: valueJson(each.b),
    })),
    same,
    note: note ?? null,
  })),
  code: {
    same: code.same ?? null,
    files: code.files,
    note: code.note ?? null,
    a: codeJson(first),
    b: codeJson(second),
    ...(full !== undefined && { diff: full.text, missing: full.missing }),
  },
});

const shownRun = ({ sweep, recorded, status }: SeenRun): object => runJson(sweep, recorded, status);

const valueJson = (value: Value | undefined): unknown =>
  value === undefined ? null : publicValue(value);

const codeJson = ({
  record: { mode, directory, commit, branch, changed },
}: AttemptCode): object => ({
  mode,
  directory,
  commit: commit ?? null,
  branch: branch ?? null,
  changed: changed ?? [],
});

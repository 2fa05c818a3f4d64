import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { publishPlainly } from '../../helpers/plain-version.ts';
import { openWindowUnderTest } from './window-under-test.ts';

const ONE = { channel: 'baseline', version: '1' } as const;
const TWO = { channel: 'baseline', version: '2' } as const;

describe('the window', () => {
  it('makes any version the current one, and sees it in the list and in the history', async () => {
    const { handlers, registry } = await openWindowUnderTest();
    for (const version of ['2', '3']) await publishPlainly(registry, 'baseline', version, { value: Number(version) });
    await handlers['sync:download']({ channels: ['baseline'], force: false });
    expect(await handlers['models:use'](TWO)).toMatchObject({ outcome: 'updated', error: null });
    const { versions } = await handlers['sync:versions']({ channel: 'baseline' });
    expect(versions.map(({ version, place }) => [version, place])).toEqual([
      ['3', 'previous'],
      ['2', 'installed'],
    ]);
    const filter = { outcomes: [], triggers: [], operations: [], channels: [], query: 'chosen by hand' };
    expect(await handlers['history:list']({ ...filter, offset: 0, limit: 10 })).toMatchObject({ total: 1, runs: [{ to_version: '2' }] });
  });

  it('compares two versions on a file it asks for, on nothing when the dialog is closed, and on the library', async () => {
    const { handlers, registry, home, answer } = await openWindowUnderTest();
    await publishPlainly(registry, 'baseline', '2', { value: 2 });
    expect(await handlers['comparison:get'](undefined)).toMatchObject({ state: 'idle', first: null, result: null });
    answer(undefined);
    expect(await handlers['comparison:start']({ first: ONE, second: TWO, on: 'file' })).toBeNull();
    const path = join(home, 'rows.csv');
    await writeFile(path, 'text,emotion\nWe won the match.,happiness\nThen it rained.,sadness\n');
    answer(path);
    expect(await handlers['comparison:start']({ first: ONE, second: TWO, on: 'file' })).toMatchObject({
      state: 'running',
      data: { kind: 'file', name: 'rows.csv' },
    });
    await vi.waitFor(async () => expect(await handlers['comparison:get'](undefined)).toMatchObject({ state: 'done' }), 30_000);
    expect(await handlers['comparison:get'](undefined)).toMatchObject({ result: { rows: 2, baseline: ONE, dynamic: TWO } });

    await handlers['comparison:start']({ first: ONE, second: TWO, on: 'library' });
    await vi.waitFor(async () => expect(await handlers['comparison:get'](undefined)).toMatchObject({ state: 'failed' }), 30_000);
    expect(await handlers['comparison:get'](undefined)).toMatchObject({ result: null, failure: { code: 'data_no_rows' } });
  });

  it('is told before it chooses a file that a version can’t be compared with itself', async () => {
    const { handlers, answer } = await openWindowUnderTest();
    answer('/nowhere.csv');
    await expect(async () => handlers['comparison:start']({ first: ONE, second: ONE, on: 'file' })).rejects.toMatchObject({
      code: 'comparison_same',
    });
    expect(await handlers['comparison:get'](undefined)).toMatchObject({ state: 'idle' });
    expect(await handlers['comparison:cancel'](undefined)).toBeNull();
  });
});

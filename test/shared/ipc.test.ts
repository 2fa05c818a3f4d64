import { describe, expect, it } from 'vitest';
import { EVENTS, REQUESTS } from '../../shared/ipc-names.ts';
import { REQUEST_INPUTS } from '../../shared/ipc.ts';

describe('the contract between page and main process', () => {
  it('has a schema for each request, and no schema without one', () => {
    expect(Object.keys(REQUEST_INPUTS).toSorted()).toEqual([...REQUESTS].toSorted());
  });

  it('names its channels area:verb and area:noun, each once', () => {
    const names = [...REQUESTS, ...EVENTS];
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z]+:[a-z]+(?:-[a-z]+)*$/u.test(name))).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { AppError, assertNever, ERROR_CODES } from '../../shared/app-error.ts';
import { toFailure } from '../../shared/failure.ts';

function causeOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('a failure', () => {
  it.each(ERROR_CODES)('keeps the code %s', (code) => {
    expect(toFailure(new AppError(code, 'A sentence.'))).toEqual({ code, message: 'A sentence.', details: '' });
  });

  it('has its cause as details', () => {
    const of = (cause: unknown): string => toFailure(new AppError('disk_full', 'Full.', { cause })).details;
    expect(of(new RangeError('too far'))).toBe('RangeError: too far');
    expect(of('exit status 134')).toBe('exit status 134');
    expect(of({ any: 'thing' })).toBe('');
    expect(of(undefined)).toBe('');
  });

  it.each([
    'secret words and more of them than are quoted whole by anybody',
    '{"a": secret}',
    '"secret"secret',
    '\'secret\' "secret"',
    'secret',
    '\nsecret\n',
  ])('never quotes a text that could not be parsed: %j', (text) => {
    const cause = causeOf(text);
    expect(cause).toBeInstanceOf(SyntaxError);
    const { details } = toFailure(new AppError('input_malformed', 'No JSON.', { cause }));
    expect(details).toMatch(/^SyntaxError: .*JSON/u);
    expect(details).not.toMatch(/secret/iu);
  });

  it('of what is no AppError is a bug, whatever was thrown', () => {
    expect(toFailure(new TypeError('no function'))).toMatchObject({ code: 'internal', details: 'TypeError: no function' });
    for (const thrown of ['text', null, undefined, 7, {}, []]) expect(toFailure(thrown)).toMatchObject({ code: 'internal' });
  });
});

describe('the codes', () => {
  it('are stable names, each once', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    expect(ERROR_CODES.every((code) => /^[a-z]+(?:_[a-z]+)*$/u.test(code))).toBe(true);
  });

  it('are no way out of an exhaustive switch', () => {
    expect(() => assertNever('new' as never)).toThrow('new');
  });
});

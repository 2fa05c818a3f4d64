/** A number among the settings: checked while it is typed, saved when the person leaves the field. */

import type { ReactNode } from 'react';
import { useEffect, useId, useState } from 'react';
import type { Failure } from '../../shared/failure.ts';
import { failureOf } from '../state/request.ts';
import { FailureView } from './FailureView.tsx';

interface NumberFieldProps {
  readonly name: string;
  readonly hint: string;
  /** What is wrong with a number that can't be taken. */
  readonly invalid: string;
  readonly disabledBecause?: string | undefined;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  readonly onSave: (value: number) => Promise<unknown>;
}

export function NumberField({ name, hint, invalid, disabledBecause, value, min, max, isWhole, onSave }: NumberFieldProps): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState(String(value));
  useEffect(() => setTyped(String(value)), [value]);
  const [failure, setFailure] = useState<Failure>();
  const number = toNumber(typed);
  const isValid = number >= min && number <= max && (!isWhole || Number.isInteger(number));

  async function save(): Promise<void> {
    setFailure(undefined);
    if (!isValid || number === value) return;
    try {
      await onSave(number);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }

  return (
    <>
      <div className="setting explained">
        <span>
          <label htmlFor={id}>{name}</label>
          <span id={`${id}-hint`} className={isValid ? 'quiet-text' : 'invalid-text'} role={isValid ? undefined : 'alert'}>
            {isValid ? (disabledBecause ?? hint) : invalid}
          </span>
        </span>
        <input
          id={id}
          className="short"
          inputMode="decimal"
          value={typed}
          disabled={disabledBecause !== undefined}
          aria-describedby={`${id}-hint`}
          aria-invalid={!isValid}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => void save()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void save();
          }}
        />
      </div>
      {failure ? <FailureView failure={failure} /> : null}
    </>
  );
}

/** A comma is a point as well; NaN for what is no plain number. */
function toNumber(text: string): number {
  return /^\d+(?:[.,]\d+)?$/u.test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN;
}

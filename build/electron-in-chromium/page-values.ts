/** Runs code in a page's own world and brings back what it gives: Electron's `executeJavaScript` carries what structured clone carries. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CdpSession, Parameters } from './cdp.ts';
import { unpack } from './wire.js';

interface Evaluated {
  readonly result: { readonly objectId?: string; readonly value?: unknown; readonly unserializableValue?: string };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string; readonly value?: unknown } };
}

const wire = readFileSync(join(import.meta.dirname, 'wire.js'), 'utf8').replaceAll(/^export /gmu, '');
/** The page packs its own value: only there is it more than a name for the protocol. */
const PACK = `function () { ${wire}; return JSON.stringify(pack(this)); }`;

/** The value of the last expression, awaited. Rejects with what the page's code throws. */
export async function readValue(page: CdpSession, code: string, isUserGesture: boolean): Promise<unknown> {
  const { result } = await evaluate(page, 'Runtime.evaluate', {
    expression: code,
    awaitPromise: true,
    userGesture: isUserGesture,
    allowUnsafeEvalBlockedByCSP: false,
  });
  if (!result.objectId) return result.unserializableValue === undefined ? result.value : readNumber(result.unserializableValue);
  const { objectId } = result;
  const packed = await evaluate(page, 'Runtime.callFunctionOn', { objectId, functionDeclaration: PACK, returnByValue: true });
  return unpack(JSON.parse(packed.result.value as string));
}

async function evaluate(page: CdpSession, method: string, parameters: Parameters): Promise<Evaluated> {
  const evaluated = (await page.send(method, parameters)) as Evaluated;
  const { exceptionDetails } = evaluated;
  if (!exceptionDetails) return evaluated;
  const { description, value } = exceptionDetails.exception ?? {};
  const text = description ?? (typeof value === 'string' ? value : 'Script failed to execute');
  // The description is the stack: its first line is "TypeError: what went wrong".
  const [, name = 'Error', message = text] = /^(?:Uncaught )?(\w*Error): (.*)$/mu.exec(text.split('\n')[0] ?? '') ?? [];
  throw Object.assign(new Error(message), { name });
}

function readNumber(text: string): number | bigint {
  return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
}

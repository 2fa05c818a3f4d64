/**
 * A program that loads the model and predicts, and prints where the time went as JSON. Arguments, as JSON: the model's files, the texts.
 * JavaScript on the compiled program, since stripping types takes time and memory that a person's program does not spend.
 */

import { createInferenceSession } from '../../dist/electron/core/inference/session.js';

const ownStartMs = performance.now();
const [model, texts] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const session = createInferenceSession({ model });
const { startMs, tokenizerMs, sessionMs } = await session.load();
let timing;
await session.predict(texts, { onTiming: (found) => (timing = found) });
await session.close();
console.log(JSON.stringify({ ownStartMs, startMs, tokenizerMs, sessionMs, ...timing }));

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../helpers/run-cli.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MODEL = { channel: 'baseline', version: '24', sha256: 'a'.repeat(64) };
const FEAR = {
  emotion: 'fear',
  emotion_score: 0.9,
  sub_emotion: 'fear',
  sub_emotion_score: 0.8,
  intensity: 'strong',
  intensity_score: 0.7,
};

/** An endpoint that is afraid of everything, for who has its key. */
async function startEndpoint(): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.headers.authorization !== 'Bearer right') response.writeHead(401).end();
      else response.end(JSON.stringify({ model: MODEL, predictions: JSON.parse(body).texts.map(() => FEAR) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/score`;
}

const INPUT = 'I am so happy, thank you so much!';

describe('moodline predict --endpoint', () => {
  it('gives what the endpoint predicts, and names its model', async () => {
    const [url, home] = [await startEndpoint(), await temporaryFolder()];
    const { status, stdout, stderr } = await runCli(['predict', '-', '--json', '--endpoint', url], {
      home,
      input: INPUT,
      env: { MOODLINE_ENDPOINT_KEY: 'right' },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ model: MODEL, segments: [{ text: INPUT, ...FEAR }] });
  });

  it('goes on with the model on this machine where the endpoint can not, and says so', async () => {
    const [url, home] = [await startEndpoint(), await temporaryFolder()];
    const run = (args: readonly string[], key: string) =>
      runCli(['predict', '-', '--format', 'json', '--endpoint', url, ...args], { home, input: INPUT, env: { MOODLINE_ENDPOINT_KEY: key } });
    for (const [result, code] of [
      [await run([], 'wrong'), 'registry_refused'],
      [await run(['--offline'], 'right'), 'offline_chosen'],
    ] as const) {
      expect(result.status).toBe(0);
      expect(result.stderr).toContain('The model on this machine goes on');
      expect(result.stderr).toContain(code);
      expect(JSON.parse(result.stdout)).toMatchObject({ model: { version: '1' }, segments: [{ emotion: 'happiness' }] });
    }
  });

  it('needs a key or a sign-in', async () => {
    const { status, stderr } = await runCli(['predict', '-', '--endpoint', 'https://x.inference.ml.azure.com/score'], {
      home: await temporaryFolder(),
      input: INPUT,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('error[sign_in_needed]');
  });
});

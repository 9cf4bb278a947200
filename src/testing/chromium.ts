// SPDX-License-Identifier: MIT
/** A headless Chromium, where there is one: asked over a pipe (--remote-debugging-pipe), so that no package is needed. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Its path, if the machine has one. */
export const CHROMIUM = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((dir) => NAMES.map((name) => join(dir, name)))
  .find((path) => existsSync(path));

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: object;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

export interface Page {
  /** A command of the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
  readonly send: (method: string, params?: object) => Promise<object>;
  /** What an expression is in the page. */
  readonly ask: (expression: string) => Promise<unknown>;
  readonly press: (key: string) => Promise<void>;
  /** What the page logged, was refused and wanted to load. */
  readonly heard: readonly Message[];
  readonly close: () => Promise<void>;
}

/** Opens a page, and waits until it is loaded. */
export async function open(
  url: string,
  options: { readonly scripts?: boolean; readonly dark?: boolean } = {},
): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'mhpcheck-chromium-'));
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
  ];
  const browser = spawn(CHROMIUM ?? 'chromium', flags, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => browser.once('exit', done));
  const [, , , input, output] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const heard: Message[] = [];
  let left = '';
  output.on('data', (data: Buffer) => {
    const parts = (left + data.toString('utf8')).split('\0');
    left = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id === undefined) heard.push(message);
      else waiting.get(message.id)?.(message);
    }
  });
  let last = 0;
  let sessionId: string | undefined;
  const send = (method: string, params: object = {}) =>
    new Promise<object>((done, fail) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) =>
        error ? fail(new Error(`${method}: ${error.message}`)) : done(result ?? {}),
      );
      input.write(
        `${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`,
      );
    });
  const { targetId } = (await send('Target.createTarget', { url: 'about:blank' })) as { targetId: string };
  ({ sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string;
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  if (options.scripts === false) await send('Emulation.setScriptExecutionDisabled', { value: true });
  if (options.dark === true)
    await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
  await send('Page.navigate', { url });
  const loaded = () => heard.some(({ method }) => method === 'Page.loadEventFired');
  for (let tries = 0; !loaded() && tries < 1000; tries++) await new Promise((done) => setTimeout(done, 20));
  return {
    send,
    heard,
    ask: async (expression) => {
      const { result } = (await send('Runtime.evaluate', { expression, returnByValue: true })) as {
        result: { value: unknown };
      };
      return result.value;
    },
    press: async (key) => {
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key });
    },
    close: async () => {
      browser.kill();
      await ended;
      await removed(profile);
    },
  };
}

/** The browser's children write to its profile for a while after it: a directory is not empty then, once it was emptied. */
async function removed(profile: string): Promise<void> {
  for (let left = 40; ; left--)
    try {
      rmSync(profile, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
}

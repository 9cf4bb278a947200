#!/usr/bin/env node
// SPDX-License-Identifier: MIT
/**
 * What a guest is to whoever drives it: the sockets of an emulator's command line, an agent's answers, QMP's, a log. What
 * it says to what is in FAKE_QEMU: [{ when, unless, say, error, event, exit, mute, touch }], by the first pattern that fits a
 * request, unless an earlier one fits the other.
 */
import { writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';

/** Of a guest with blocks of 128 MiB and pages of 4K. */
const FILES = {
  '/sys/devices/system/memory/block_size_bytes': '8000000\\n',
  '/proc/1/statm': '225 100 90',
  '/proc/1/status': 'VmSize:\t     900 kB',
};

const rules = JSON.parse(process.env.FAKE_QEMU ?? '[]');
const heard = [];
const ruleOf = (line) => {
  const fits = ({ when, unless }) =>
    new RegExp(when).test(line) && !(unless && heard.some((earlier) => new RegExp(unless).test(earlier)));
  const rule = rules.find(fits) ?? {};
  heard.push(line);
  return rule;
};
const pathIn = (name) => process.argv.find((word) => word.includes(`/${name}`))?.match(/[=:](\/[^,]*)/)?.[1];

function follow({ say = [], exit, touch }) {
  if (touch) writeFileSync(touch, '');
  for (const line of say) process.stdout.write(`${line}\r\n`);
  if (exit === 'killed') process.kill(process.pid, 'SIGKILL');
  else if (exit !== undefined) process.exit(exit);
}
function serve(name, greet, hear) {
  createServer((socket) => {
    greet(socket);
    let rest = '';
    socket.on('data', (data) => {
      const lines = `${rest}${data}`.split('\n');
      rest = lines.pop();
      for (const line of lines) hear(socket, line);
    });
    socket.on('error', () => {});
  }).listen(pathIn(name));
}

const monitors = new Set();
/** Of a state that goes out, or has come in. */
function moved(status) {
  for (const socket of monitors)
    socket.write(`${JSON.stringify({ event: 'MIGRATION', data: { status } })}\n`);
}
/** A state is what was heard so far; whoever is started from one takes what comes, if it is whole. */
function save(uri, { bytes, failed }) {
  const socket = createConnection(uri.slice('unix:'.length));
  const status = failed ? 'failed' : 'completed';
  socket.on('error', () => moved('failed'));
  socket.end(JSON.stringify(heard).slice(0, bytes), () => moved(status));
}
function takeState(rule) {
  createServer((socket) => {
    let text = '';
    socket.on('data', (data) => (text += data));
    socket.on('end', () => {
      follow(rule);
      try {
        heard.push(...JSON.parse(text));
      } catch {
        process.stderr.write('load of migration failed: Input/output error\n');
        process.exit(1);
      }
      if (!rule.mute) moved('completed');
    });
  }).listen(pathIn('state'));
}
if (process.argv.includes('-incoming')) takeState(ruleOf('incoming'));

const started = process.argv.includes('-incoming') ? {} : ruleOf('boot');
if (started.stderr) process.stderr.write(started.stderr);
follow(started);
serve(
  'agent',
  (socket) => started.mute || socket.write('ready\n'),
  (socket, line) => {
    const rule = ruleOf(line);
    const [verb, id, file, ...words] = line.split(' ');
    follow(rule);
    if (rule.mute) return;
    // What is written for the log comes there.
    if (file === '/dev/kmsg' && !rule.error && !rule.say)
      process.stdout.write(`[ 9.0] ${words.join(' ').replace(/^<\d>/, '')}\r\n`);
    const timed = ['start', 'together'].includes(verb) && !rule.text?.includes('@') ? ' @1-2 ' : ' ';
    const text = rule.text ?? (verb === 'read' ? FILES[file] : undefined) ?? '';
    socket.write(rule.error ? `err ${id} ${rule.error}\n` : `ok ${id} 0${timed}${text}\n`);
  },
);
serve(
  'qmp',
  (socket) => {
    monitors.add(socket);
    socket.write('{"QMP":{}}\n');
  },
  (socket, line) => {
    const rule = ruleOf(line);
    follow(rule);
    if (rule.mute) return;
    socket.write(rule.refuse ? '{"error":{"desc":"refused"}}\n' : '{"return":{}}\n');
    const { execute, arguments: args } = JSON.parse(line);
    if (execute === 'migrate' && !rule.refuse) save(args.uri, rule);
    for (const event of rule.events ?? []) socket.write(`${JSON.stringify(event)}\n`);
  },
);

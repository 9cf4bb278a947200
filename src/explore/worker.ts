// SPDX-License-Identifier: MIT
/** What runs in each worker thread of a parallel search. Told to `go`, it expands a level and exchanges what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Instance } from '../model/types.ts';
import { Stopped, watch } from '../watch/watch.ts';
import { Common } from './common.ts';
import { Partition } from './partition.ts';
import type { FromWorker, Order, WorkerData } from './parallel.ts';
import type { Records } from './visited.ts';

const main = parentPort as MessagePort;
const { module, selected, me, peers, reduce, words, maxMemory } = workerData as WorkerData;
const common = new Common(words, maxMemory);
// What it has is told by who stops it.
watch({ stopped: () => common.stopped, pace: { look: 20, grace: 0 } });

/** Boxes that came, by sender, in the order they came: a peer may be a level ahead. */
const arrived = new Map<number, Records[]>();
let onArrival = () => {};
peers.forEach((port, peer) =>
  port?.on('message', (box: Records) => {
    arrived.set(peer, [...(arrived.get(peer) ?? []), box]);
    onArrival();
  }),
);
const everyBox = () => peers.every((port, peer) => !port || (arrived.get(peer)?.length ?? 0) > 0);

const tell = (message: FromWorker, transfer: ArrayBuffer[] = []) => main.postMessage(message, transfer);
const buffersOf = (...arrays: Int32Array[]) => arrays.map((array) => array.buffer as ArrayBuffer);

async function level(partition: Partition): Promise<void> {
  const boxes = partition.expand();
  peers.forEach((port, peer) => {
    const box = boxes[peer] as Records;
    port?.postMessage(box, buffersOf(box.records, box.parents));
  });
  await new Promise<void>((done) => {
    onArrival = () => everyBox() && done();
    onArrival();
  });
  // In the order of the senders, whoever was first: so that a run can be had again.
  peers.forEach((port, peer) => port && partition.take(arrived.get(peer)?.shift() as Records));
  tell({ level: partition.progress });
}

try {
  const { instance } = (await import(module)) as {
    instance: (selected: unknown) => Instance | Promise<Instance>;
  };
  const partition = new Partition(await instance(selected), me, peers.length, reduce, common);
  main.on('message', (order: Order) => {
    if (order !== 'go') {
      const share = partition.share(order.end);
      tell({ share }, buffersOf(share.states, share.parents));
    } else level(partition).catch((error) => error instanceof Stopped || failed(error));
  });
  tell({ level: partition.progress });
} catch (error) {
  failed(error);
}

function failed(error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  tell({ failed: { name, message } });
}

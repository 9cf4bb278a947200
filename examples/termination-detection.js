// SPDX-License-Identifier: MIT
/**
 * A model that starts anywhere: Dijkstra's termination detection in a ring (EWD840), after the specification in the TLA+
 * examples, whose counts it has: 302 states for three nodes, 1,566 for four.
 *
 *   npx mhpcheck check ./termination-detection.js
 *
 * Node 0 sends a token round the ring to learn whether all nodes are idle. Each node may be active, each black, and the
 * token anywhere, when it begins: 2^N * 2^N * N initial states.
 */
import { always, array, bool, int, leadsTo, model, sometimes, system, thread } from 'mhpcheck';

const at = (func) => ({ func, file: 'EWD840.tla', version: 'tlaplus/Examples' });
/** An action of the specification is one step, whatever it reads and writes. */
const primitive = 'action';
const upTo = (n) => Array.from({ length: n }, (_, i) => i);

/** The token: node 0 starts a round while it knows nothing; any other node passes it on when idle, or when in vain anyway. */
function token(memory, n) {
  const t = thread(memory, 'token', {});
  const move = t.on(
    { at: at('System'), says: 'InitiateProbe or PassToken', primitive },
    {
      guard: (k) => k.token === 0 && (k.tokenBlack || k.black[0]),
      effect: (k) => {
        k.token = n - 1;
        k.tokenBlack = false;
        k.black[0] = false;
      },
      target: 'move',
      note: 'initiate',
    },
    {
      guard: (k) => k.token !== 0 && (!k.active[k.token] || k.black[k.token] || k.tokenBlack),
      effect: (k) => {
        if (k.black[k.token]) k.tokenBlack = true;
        k.black[k.token] = false;
        k.token--;
      },
      target: 'move',
      note: 'pass',
    },
  );
  return t.region('move', { move });
}

/** An active node becomes idle, or wakes another up: to one of a higher number it turns black. */
function node(memory, n, me) {
  const t = thread(memory, `node${me}`, {});
  const others = upTo(n).filter((i) => i !== me);
  const work = t.on(
    {
      at: at('Environment'),
      says: 'Deactivate or SendMsg',
      choices: ['idle', ...others.map(String)],
      primitive,
    },
    {
      guard: (k, _own, choice) => k.active[me] && choice === 'idle',
      effect: (k) => void (k.active[me] = false),
      target: 'work',
      note: 'idle',
    },
    {
      guard: (k, _own, choice) => k.active[me] && choice !== 'idle',
      effect: (k, _own, choice) => {
        k.active[Number(choice)] = true;
        if (Number(choice) > me) k.black[me] = true;
      },
      target: 'work',
      note: 'send',
    },
  );
  return t.region('work', { work });
}

/** Every combination of what is active, what is black and where the token is, which itself starts black. */
const everywhere = (n) =>
  upTo(4 ** n * n).map((which) => {
    const bits = Math.floor(which / n);
    const bit = (i) => ((bits >> i) & 1) === 1;
    return {
      active: upTo(n).map(bit),
      black: upTo(n).map((i) => bit(n + i)),
      token: which % n,
      tokenBlack: true,
    };
  });

const isIdle = ({ mem }) => mem.active.every((active) => !active);
const isDetected = ({ mem }) => mem.token === 0 && !mem.tokenBlack && !mem.black[0] && !mem.active[0];

export default model({
  name: 'termination-detection',
  asks: 'Is it detected that all nodes are idle, and only then?',
  assumptions: ['Messages arrive at once.'],
  designs: { ewd840: { says: 'as specified', source: 'EWD840', decisions: {} } },
  configurations: { ring: { says: 'nodes in a ring', settings: {} } },
  bounds: {
    tiny: { says: 'two nodes', limits: { nodes: 2 } },
    small: { says: 'three nodes', limits: { nodes: 3 } },
    large: { says: 'four nodes', limits: { nodes: 4 } },
  },
  build(_decisions, _settings, { nodes }) {
    const memory = {
      active: array(nodes, bool),
      black: array(nodes, bool),
      token: int(0, nodes - 1),
      tokenBlack: bool,
    };
    const threads = [token(memory, nodes), ...upTo(nodes).map((i) => node(memory, nodes, i))];
    // Only the token has to move on: nobody is owed a message, and nobody has to become idle.
    const fairness = { threads: 'unfair', steps: { 'token.move': 'weak' } };
    return {
      machine: system({ id: 'termination-detection', memory, threads, initial: everywhere(nodes) }),
      properties: [
        always('detected-is-idle', 'What is detected is so.', (s) => !isDetected(s) || isIdle(s)),
        always(
          'dijkstra',
          'Beyond the token all are idle, or a black node or token is still to be met.',
          ({ mem }) =>
            mem.active.every((active, i) => i <= mem.token || !active) ||
            mem.black.some((black, i) => i <= mem.token && black) ||
            mem.tokenBlack,
        ),
        sometimes('detected', 'Termination is detected.', isDetected),
        leadsTo('idle-is-detected', 'Once all are idle it is detected.', isIdle, isDetected, fairness),
        leadsTo('ends', 'It is detected sooner or later.', () => true, isDetected, fairness),
      ],
    };
  },
});

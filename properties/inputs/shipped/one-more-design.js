// Right: a model of the package with a design more is a model of one's own; the others answer as they did.
import { memoryBlock } from 'mhpcheck/models';

const was = memoryBlock.designs['v6.1'];
export default {
  ...memoryBlock,
  name: 'mine',
  designs: {
    ...memoryBlock.designs,
    mine: {
      ...was,
      says: 'v6.1, and MEM_CANCEL_* goes to those alone that were told.',
      decisions: { ...was.decisions, cancelTold: true },
    },
  },
};

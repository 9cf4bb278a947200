// SPDX-License-Identifier: MIT
// What build() throws can't be looked at: a mistake in the model.
import { one } from '../kit.js';

const refuse = () => {
  throw new Error('hands off');
};
export default one(() => {
  throw new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse });
});

// SPDX-License-Identifier: MIT
// What the file throws can't be looked at: a mistake in the model.
const refuse = () => {
  throw new Error('hands off');
};
throw new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse });

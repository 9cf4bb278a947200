// SPDX-License-Identifier: MIT
// What is exported throws when it is asked for anything: a mistake in the model.
const refuse = () => {
  throw new Error('hands off');
};
export default new Proxy({}, { get: refuse });

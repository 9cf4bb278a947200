// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { definitions } from './definition.ts';

/** The lines on which something is defined as `f`. */
const lines = (source: string, name = 'f') => definitions(source, name).map((d) => d.line);

describe('definitions', () => {
  it.each([
    ['a function', 'int f(void)\n{\n\treturn 1;\n}\n', [1]],
    ['its type on a line of its own', 'static int __ref\nf(int a,\n  int b)\n{\n}\n', [2]],
    ['a function on one line', 'static inline void f(void) { }\n', [1]],
    ['one after a comment that names it', '/* f() is\n * int f(void)\n {\n} */\nint f(void)\n{\n}\n', [5]],
    [
      'both branches of an #ifdef',
      '#ifdef A\nint f(void)\n{\n}\n#else\nint f(void) { return 0; }\n#endif\n',
      [2, 6],
    ],
    ['a function of functions', 'int f(int (*g)(int, int))\n{\n}\n', [1]],
    ['a macro', '#define f(x) \\\n\t(x)\n', [1]],
    ['a macro further in', '# define f 1\n', [1]],
    ['a variable', 'static DEFINE_MUTEX(g);\nint f __read_mostly = 1;\n', [2]],
    ['an array', 'static const char *f[] = {\n\t"f",\n};\n', [1]],
    ['what a macro defines', 'DEVICE_ATTR_RW(f);\n', [1]],
    ['a variable of a header', 'extern u64 f;\n', [1]],
    ['a struct', 'struct f {\n\tint a;\n};\n', [1]],
    ['a Kconfig symbol', 'config f\n\tbool\n\nconfig g\n', [1], 'f'],
    ['a chapter of a header', '/*\n * DOC: f modifiers\n */\n', [2], 'f modifiers'],
    ['an enumerator', 'enum e {\n\tF_ONE,\n\tF = 2,\n};\n', [3], 'F'],
  ] as const)('finds %s', (_, source, expected, name = 'f') => expect(lines(source, name)).toEqual(expected));

  it.each([
    ['a call', 'int g(void)\n{\n\treturn f();\n}\n'],
    ['a declaration', 'int f(void);\n'],
    ['a declaration over two lines', 'int f(int a,\n      int b) __must_check;\n'],
    ['an export', 'EXPORT_SYMBOL_GPL(f);\n'],
    ['a longer name', 'int ff(void)\n{\n}\nint f_g(void)\n{\n}\n'],
    ['a string', 'char *s = "\\"f(void) {";\n'],
    ['an assignment', 'int g(void)\n{\n\tf = 1;\n}\n'],
    ['a pointer that is set', 'void (*g)(void) = f(1), h;\n'],
    ['a body without an end', 'int f(void)\n{\n'],
    ['a struct without an end', 'struct f {\n'],
    ['a list without an end', 'int f(\n'],
  ])('finds none in %s', (_, source) => expect(lines(source)).toEqual([]));

  it('takes the text from its name to its end, without comments, blanks as one', () => {
    const of = (source: string) => definitions(source, 'f')[0]?.text;
    const text = 'f(void) { return 1; }';
    expect(of('int f(void)\n{\n\treturn 1; // one\n}\nint g;\n')).toBe(text);
    expect(of('static int   f(void)\n{ /* one */\n  return 1;\n}\n')).toBe(text);
    expect(of('config f\n\tbool "f"\n')).toBe('f bool "f"');
  });
});

/** The first lines of every generated file. */
export const HEADER = '// Generated from schema/*.graphql by `npm run codegen`. Do not edit.\n';

export const plugin = () => ({ prepend: [HEADER], content: '' });

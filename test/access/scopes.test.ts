import { expect } from 'chai';
import { ALL_SCOPES, parseScopes } from '../../src/access/scopes.js';
import { AppError } from '../../src/domain/errors.js';

describe('a list of scopes', () => {
  it('is put in one order, each once, without white space and empty names', () => {
    expect(parseScopes([' ingest:read', 'ingest:write ', '', 'ingest:read'])).to.deep.equal([
      'ingest:write',
      'ingest:read',
    ]);
    expect(parseScopes([...ALL_SCOPES].reverse())).to.deep.equal([...ALL_SCOPES]);
  });

  it('does not let one scope imply another', () => {
    for (const scope of ALL_SCOPES) expect(parseScopes([scope])).to.deep.equal([scope]);
  });

  it('names what is unknown and what exists', () => {
    const parse = (): unknown => parseScopes(['ingest:write', 'Ingest:Read', 'admin']);
    expect(parse)
      .to.throw(AppError, /"Ingest:Read", "admin".*ingest:write, ingest:read, issues:read, patterns:read/)
      .with.property('code', 'validation_error');
  });

  it('must not be empty', () => {
    for (const names of [[], [''], [' ', '']])
      expect(() => parseScopes(names))
        .to.throw(AppError)
        .with.property('code', 'validation_error');
  });
});

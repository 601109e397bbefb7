import { expect } from 'chai';
import { ALL_SCOPES, parseScopes } from '../../src/access/scopes.js';
import { AppError } from '../../src/domain/errors.js';

describe('parseScopes', () => {
  it('returns scopes in a fixed order without duplicates, white space and empty names', () => {
    expect(parseScopes([' ingest:read', 'ingest:write ', '', 'ingest:read'])).to.deep.equal([
      'ingest:write',
      'ingest:read',
    ]);
    expect(parseScopes([...ALL_SCOPES].reverse())).to.deep.equal([...ALL_SCOPES]);
  });

  it('does not let a scope imply another one', () => {
    for (const scope of ALL_SCOPES) expect(parseScopes([scope])).to.deep.equal([scope]);
  });

  it('lists the unknown names and all valid scopes in the error', () => {
    const parse = (): unknown => parseScopes(['ingest:write', 'Ingest:Read', 'admin']);
    expect(parse)
      .to.throw(AppError, /"Ingest:Read", "admin".*ingest:write, ingest:read, issues:read, patterns:read/)
      .with.property('code', 'validation_error');
  });

  it('refuses an empty list of scopes', () => {
    for (const names of [[], [''], [' ', '']])
      expect(() => parseScopes(names))
        .to.throw(AppError)
        .with.property('code', 'validation_error');
  });
});

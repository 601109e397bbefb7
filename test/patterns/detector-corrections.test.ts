import { expect } from 'chai';
import type { IssueText } from '../../src/patterns/text/signature.js';
import { Workspace } from './stored-rows.js';

const SERVICES = ['cart', 'search', 'auth-service', 'billing-api', 'checkout', 'inventory'];
const text = (title: string): IssueText => ({ title, source: 'custom_api' });

/** A workspace with one learned pattern, whose id it answers. */
function learned(): { workspace: Workspace; pattern: string; ids: string[] } {
  const workspace = new Workspace();
  const ids = workspace.post(...SERVICES.map((name) => `Health check timed out for ${name} after 30s`));
  const [pattern = ''] = workspace.patternsOf(...ids);
  return { workspace, pattern, ids };
}

describe('an issue that a person takes out of a pattern', () => {
  it('stays out with its signature, the others stay in', () => {
    const { workspace, pattern, ids } = learned();
    workspace.write(workspace.detector.unlink(text('Health check timed out for cart after 30s'), pattern));
    expect(workspace.patternsOf(...ids.slice(1))).to.deep.equal(Array(5).fill(pattern));
    workspace.restart();
    const [again, other] = workspace.patternsOf(
      ...workspace.post(
        'Health check timed out for cart after 50s',
        'Health check timed out for mailer after 50s',
      ),
    );
    expect(again).to.equal(workspace.stored.patternOf(ids[0] ?? ''));
    expect(again).to.not.equal(pattern);
    expect(other).to.equal(pattern);
  });

  it('stays out with its exact title when the signature is all that the pattern has', () => {
    const workspace = new Workspace();
    const [pattern = ''] = workspace.patternsOf(
      ...workspace.post('Order 1 is lost', 'Order 2 is lost', 'Order 3 is lost'),
    );
    workspace.write(workspace.detector.unlink(text('Order 2 is lost'), pattern));
    const [same, other] = workspace.patternsOf(...workspace.post('Order 2 is lost', 'Order 4 is lost'));
    expect(same).to.not.equal(pattern);
    expect(other).to.equal(pattern);
  });

  it('is not taken out of a pattern that it does not belong to', () => {
    const { workspace } = learned();
    const changes = workspace.detector.unlink(text('Health check timed out for cart after 30s'), 'another');
    expect(changes.templates).to.deep.equal([]);
    expect(changes.newPatterns).to.deep.equal([]);
  });
});

describe('an issue that a person puts into a pattern', () => {
  it('is followed by everything that reads the same, and learning does not undo it', () => {
    const { workspace, pattern } = learned();
    workspace.post('Probe of mailer-1 got no answer');
    workspace.write(workspace.detector.pin(text('Probe of mailer-1 got no answer'), pattern));
    const ids = workspace.post(
      ...SERVICES.map((name) => `Probe of ${name} got no answer`),
      'Probe of mailer-7 got no answer',
    );
    const patterns = workspace.patternsOf(...ids);
    expect(patterns.at(-1)).to.equal(pattern);
    expect(patterns.slice(0, -1)).to.not.include(pattern);
  });

  it('can be put before it was ever seen', () => {
    const { workspace, pattern } = learned();
    workspace.write(workspace.detector.pin(text('Brand new message'), pattern));
    expect(workspace.patternsOf(...workspace.post('Brand new message'))).to.deep.equal([pattern]);
  });

  it('overrides its fingerprint', () => {
    const { workspace, pattern } = learned();
    const issue = { issueId: 'x', title: 'Something else', source: 'custom_api' as const, fingerprint: 'f' };
    workspace.postIssues([issue]);
    workspace.write(workspace.detector.pin(issue, pattern));
    workspace.postIssues([{ ...issue, issueId: 'y' }]);
    expect(workspace.patternsOf('x', 'y')).to.deep.equal([pattern, pattern]);
  });
});

describe('patterns that a person merges', () => {
  it('are one for earlier and for later issues', () => {
    const { workspace, pattern } = learned();
    const [id = ''] = workspace.post('Probe of mailer got no answer');
    const [other = ''] = workspace.patternsOf(id);
    workspace.write(workspace.detector.mergePatterns(other, pattern));
    workspace.restart();
    expect(workspace.patternsOf(id, ...workspace.post('Probe of mailer got no answer'))).to.deep.equal([
      pattern,
      pattern,
    ]);
    expect(workspace.stored.patterns.get(other)).to.equal(pattern);
  });

  it('change nothing when they are one already', () => {
    const { workspace, pattern } = learned();
    expect(workspace.detector.mergePatterns(pattern, pattern).mergedPatterns).to.deep.equal([]);
  });
});

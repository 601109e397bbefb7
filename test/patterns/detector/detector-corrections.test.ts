import { expect } from 'chai';
import type { IssueText } from '../../../src/patterns/text/signature.js';
import { Workspace } from './stored-rows.js';

const SERVICES = ['cart', 'search', 'auth-service', 'billing-api', 'checkout', 'inventory'];
const text = (title: string): IssueText => ({ title, source: 'custom_api' });

/** Creates a learned pattern and returns its id. */
function learned(): { workspace: Workspace; pattern: string; ids: string[] } {
  const workspace = new Workspace();
  const ids = workspace.post(...SERVICES.map((name) => `Health check timed out for ${name} after 30s`));
  const [pattern = ''] = workspace.patternsOf(...ids);
  return { workspace, pattern, ids };
}

describe('PatternDetector.unlink', () => {
  it('separates the signature of the issue and keeps the other issues', () => {
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

  it('separates only the exact title if the pattern has a single signature', () => {
    const workspace = new Workspace();
    const [pattern = ''] = workspace.patternsOf(
      ...workspace.post('Order 1 is lost', 'Order 2 is lost', 'Order 3 is lost'),
    );
    workspace.write(workspace.detector.unlink(text('Order 2 is lost'), pattern));
    const [same, other] = workspace.patternsOf(...workspace.post('Order 2 is lost', 'Order 4 is lost'));
    expect(same).to.not.equal(pattern);
    expect(other).to.equal(pattern);
  });

  it('does nothing if the issue does not belong to the pattern', () => {
    const { workspace } = learned();
    const changes = workspace.detector.unlink(text('Health check timed out for cart after 30s'), 'another');
    expect(changes.templates).to.deep.equal([]);
    expect(changes.newPatterns).to.deep.equal([]);
  });
});

describe('PatternDetector.pin', () => {
  it('moves every issue with the same signature, and learning does not undo it', () => {
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

  it('accepts an issue that was never seen', () => {
    const { workspace, pattern } = learned();
    workspace.write(workspace.detector.pin(text('Brand new message'), pattern));
    expect(workspace.patternsOf(...workspace.post('Brand new message'))).to.deep.equal([pattern]);
  });

  it('overrides a fingerprint', () => {
    const { workspace, pattern } = learned();
    const issue = { issueId: 'x', title: 'Something else', source: 'custom_api' as const, fingerprint: 'f' };
    workspace.postIssues([issue]);
    workspace.write(workspace.detector.pin(issue, pattern));
    workspace.postIssues([{ ...issue, issueId: 'y' }]);
    expect(workspace.patternsOf('x', 'y')).to.deep.equal([pattern, pattern]);
  });
});

describe('PatternDetector.mergePatterns', () => {
  it('combines earlier and later issues of both patterns', () => {
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

  it('does nothing if both patterns are already the same', () => {
    const { workspace, pattern } = learned();
    expect(workspace.detector.mergePatterns(pattern, pattern).mergedPatterns).to.deep.equal([]);
  });
});

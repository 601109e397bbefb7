import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { startTestApp } from '../support/app.js';

const README = readFileSync('README.md', 'utf8');

describe("the tour's pattern", () => {
  it('is formed by its five events, with the documented template, values and confidence', async () => {
    const step = README.slice(README.indexOf('**6. Watch a pattern form.**'));
    const [events, query] = [...step.matchAll(/-d '(\{.*?\})'\n/gs)].map(([, text]) =>
      JSON.parse(text ?? ''),
    );
    const sample = JSON.parse(/```json\n(.*?)```/s.exec(step)?.[1] ?? '');
    const test = await startTestApp();
    try {
      expect((await test.post('/v1/ingest/batch', events)).statusCode).to.equal(202);
      await test.app.runner.runUntilEmpty();
      const { data } = (await test.post('/graphql', query)).json();
      const [pattern] = data.patterns.nodes;
      pattern.confidence = Number(pattern.confidence.toFixed(2));
      expect({ data }).to.deep.equal(sample);
    } finally {
      await test.close();
    }
  });
});

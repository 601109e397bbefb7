import { expect } from 'chai';
import { OrderedOutput } from './ordered-output.js';

describe('OrderedOutput', () => {
  const opened = () => {
    const printed: (string | Uint8Array)[] = [];
    const output = new OrderedOutput((chunk) => printed.push(chunk));
    return { output, printed, first: output.open(), second: output.open(), third: output.open() };
  };

  it('prints the first output as it is written and keeps the others until it ends', () => {
    const { printed, first, second } = opened();
    second.write('b1');
    first.write('a1');
    expect(printed).to.deep.equal(['a1']);
    first.end();
    second.write('b2');
    expect(printed).to.deep.equal(['a1', 'b1', 'b2']);
  });

  it('keeps the order in which outputs were opened, in whatever order they end', () => {
    const { printed, first, second, third } = opened();
    third.write('c');
    third.end();
    second.write('b');
    second.end();
    first.write('a');
    first.end();
    expect(printed).to.deep.equal(['a', 'b', 'c']);
  });

  it('prints unfinished outputs once when it is flushed', () => {
    const { output, printed, first, second } = opened();
    second.write('b');
    output.flush();
    first.end();
    expect(printed).to.deep.equal(['b']);
  });
});

/** One of several outputs that are written at the same time. */
export interface OutputPart {
  write(chunk: string | Uint8Array): void;
  /** Nothing follows. */
  end(): void;
}

interface Part {
  readonly waiting: (string | Uint8Array)[];
  isEnded: boolean;
}

/**
 * Prints outputs that are written at the same time one after the other, in the order in which they were opened. The
 * first that has not ended is printed as it is written.
 */
export class OrderedOutput {
  /** What has not been printed as a whole. The first part is the one being printed. */
  private readonly parts: Part[] = [];

  constructor(private readonly print: (chunk: string | Uint8Array) => void) {}

  open(): OutputPart {
    const part: Part = { waiting: [], isEnded: false };
    this.parts.push(part);
    return {
      write: (chunk) => {
        if (part === this.parts[0]) this.print(chunk);
        else part.waiting.push(chunk);
      },
      end: () => {
        part.isEnded = true;
        this.advance();
      },
    };
  }

  /** Prints all that waits, for an output that is cut short. */
  flush(): void {
    for (const part of this.parts) this.printWaiting(part);
  }

  private advance(): void {
    while (this.parts[0]?.isEnded) {
      this.parts.shift();
      if (this.parts[0] !== undefined) this.printWaiting(this.parts[0]);
    }
  }

  private printWaiting(part: Part): void {
    for (const chunk of part.waiting.splice(0)) this.print(chunk);
  }
}

import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';

export interface ErrorFields {
  readonly code: string;
  readonly message: string;
  readonly trace_id: string;
  readonly details: {
    readonly errors?: readonly { field: string | null; message: string; reason: string }[];
    readonly required_scope?: string;
  };
}

/** The response to a write, with the part that `Prefer: return=representation` adds. */
export interface Accepted {
  readonly accepted: number;
  readonly rejected: readonly { index: number; code: string; message: string }[];
  readonly issue_id: string;
  readonly issue_ids: readonly string[];
  readonly job_id: string;
  readonly records: readonly RecordLine[];
}

export interface RecordLine {
  readonly index: number;
  readonly outcome: string;
  readonly issue_id?: string;
  readonly field?: string;
  readonly reason?: string;
}

/** Checks the status, the code and the shape of an error, and returns the error for further checks. */
export function expectError(response: LightMyRequestResponse, status: number, code: string): ErrorFields {
  const said = `${response.statusCode} ${response.body.slice(0, 500)}`;
  expect(response.statusCode, said).to.equal(status);
  expect(response.headers['content-type']).to.equal('application/json; charset=utf-8');
  const body = response.json();
  expect(Object.keys(body), said).to.deep.equal(['error']);
  expect(Object.keys(body.error), said).to.have.members(['code', 'message', 'trace_id', 'details']);
  expect(body.error.code, said).to.equal(code);
  expect(body.error.message, said).to.be.a('string').and.not.empty;
  expect(body.error.details, said).to.be.an('object');
  expect(body.error.trace_id, said).to.equal(response.headers['x-request-id']);
  return body.error;
}

/** Checks that a write was accepted, and returns the body. */
export function expectAccepted(response: LightMyRequestResponse): Accepted {
  expect(response.statusCode, response.body.slice(0, 500)).to.equal(202);
  const body = response.json();
  expect(response.headers.location).to.equal(`/v1/ingest/status/${body.job_id}`);
  return body;
}

/** The faults of a rejected single record as `field reason`. */
export function faultsOf(error: ErrorFields): string[] {
  return (error.details.errors ?? []).map(({ field, reason }) => `${field} ${reason}`);
}

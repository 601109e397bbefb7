import { expect } from 'chai';
import type { LightMyRequestResponse } from 'fastify';
import { startTestApp, type TestApp } from '../support/app.js';
import { deliverTo, newConnector, type TestConnector } from '../support/deliveries.js';
import {
  SNS_CERTIFICATE,
  SNS_CERTIFICATE_URL,
  SNS_SUBSCRIBE_URL,
  SNS_TOPIC,
  snsConfirmation,
  snsMessage,
} from '../support/sns.js';

const ALARM = {
  AlarmName: 'orders-latency',
  AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111111111111:alarm:orders-latency',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold crossed',
  StateChangeTime: '2026-06-14T14:00:00.000+0000',
  Region: 'EU (Frankfurt)',
};
const ISSUE = `cloudwatch:${ALARM.AlarmArn}`;

describe('POST /v1/webhooks/inbound/{connector_id} from Amazon SNS', () => {
  let test: TestApp;
  let connector: TestConnector;
  let requested: string[];
  let respond: (url: string) => Promise<string>;

  beforeEach(async () => {
    requested = [];
    respond = async (url) =>
      url === SNS_CERTIFICATE_URL ? SNS_CERTIFICATE : '<ConfirmSubscriptionResponse/>';
    test = await startTestApp({
      httpGet: (url) => {
        requested.push(url);
        return respond(url);
      },
    });
    connector = await newConnector(test, 'custom_api', { settings: { snsTopicArn: SNS_TOPIC } });
  });
  afterEach(() => test.close());

  function send(message: object, to = connector.id): Promise<LightMyRequestResponse> {
    const headers = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' };
    return deliverTo(test, to, message, headers);
  }

  const alarm = (MessageId: string, fields: object = {}) =>
    send(snsMessage({ MessageId, Message: JSON.stringify({ ...ALARM, ...fields }) }));

  it('opens and resolves the issue of a CloudWatch alarm, with one request for the certificate', async () => {
    expect((await alarm('m-1')).statusCode).to.equal(202);
    expect(await connector.issue(ISSUE)).to.include({
      title: 'orders-latency',
      body: 'Threshold crossed',
      status: 'open',
      sourceRaw: 'cloudwatch',
    });
    const later = { StateChangeTime: '2026-06-14T14:10:00.000+0000' };
    await alarm('m-2', { ...later, NewStateValue: 'INSUFFICIENT_DATA' });
    expect((await connector.issue(ISSUE))?.status).to.equal('open');
    await alarm('m-3', { ...later, NewStateValue: 'OK' });
    expect((await connector.issue(ISSUE))?.status).to.equal('resolved');
    expect(requested).to.deep.equal([SNS_CERTIFICATE_URL]);
  });

  it('accepts both versions of the signature, and each message once', async () => {
    expect((await send(snsMessage({ Subject: 'Backup failed' }, '1'))).json().outcome).to.equal('accepted');
    expect((await send(snsMessage({ Subject: 'Backup failed' }, '1'))).json().outcome).to.equal('duplicate');
    expect((await send(snsMessage({ MessageId: 'm-2' }, '2'))).json().outcome).to.equal('accepted');
  });

  it('reads messages through field aliases', async () => {
    const settings = { snsTopicArn: SNS_TOPIC, fieldAliases: { externalId: 'id', title: 'name' } };
    const aliased = await newConnector(test, 'custom_api', { settings });
    await send(snsMessage({ Message: JSON.stringify({ id: 7, name: 'Mapped' }) }), aliased.id);
    expect((await aliased.issue('7'))?.title).to.equal('Mapped');
  });

  it('confirms the subscription to the topic of the connector', async () => {
    const answer = await send(snsConfirmation());
    expect(answer.json()).to.include({ outcome: 'ignored', reason: 'subscription_confirmed' });
    expect(requested).to.deep.equal([SNS_CERTIFICATE_URL, SNS_SUBSCRIBE_URL]);
  });

  it('refuses other topics, changed messages and unknown versions without any request', async () => {
    const other = 'arn:aws:sns:eu-central-1:222222222222:alarms';
    expect((await send(snsMessage({ TopicArn: other }))).statusCode).to.equal(401);
    expect((await send(snsConfirmation({ TopicArn: other }))).statusCode).to.equal(401);
    expect((await send({ ...snsMessage(), Type: 'Other' })).statusCode).to.equal(401);
    expect((await send({ no: 'message' })).statusCode).to.equal(401);
    expect(requested).to.deep.equal([]);
    expect((await send({ ...snsMessage(), Message: 'changed' })).statusCode).to.equal(401);
    expect((await send({ ...snsMessage(), SignatureVersion: '3' })).statusCode).to.equal(401);
    expect(requested).to.deep.equal([SNS_CERTIFICATE_URL]);
  });

  it('fetches nothing from an address that is not the host of SNS in the region of the topic', async () => {
    for (const SigningCertURL of [
      'https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-ab.pem',
      'https://evil.example/SimpleNotificationService-ab.pem',
      'http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-ab.pem',
      'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem',
      'https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-ab.pem',
      'https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-ab.pem',
      'https://sns.eu-central-1.amazonaws.com/../SimpleNotificationService-ab.pem.txt',
      'https://bucket.s3.amazonaws.com/SimpleNotificationService-ab.pem',
      'https://sns.eu-central-1.amazonaws.com/other.pem',
      'file:///etc/passwd',
      '',
    ])
      expect((await send(snsMessage({ SigningCertURL }))).statusCode, SigningCertURL).to.equal(401);
    expect(requested).to.deep.equal([]);
  });

  it('confirms nothing at another address, even if AWS signed it', async () => {
    for (const SubscribeURL of [
      `https://evil.example/?Action=ConfirmSubscription&TopicArn=${SNS_TOPIC}`,
      `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${SNS_TOPIC}`,
      'https://sns.eu-central-1.amazonaws.com/?Action=DeleteTopic',
      'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:other',
      undefined,
    ]) {
      const answer = await send(snsConfirmation({ SubscribeURL }));
      expect(answer.json().reason, SubscribeURL).to.equal('not_a_subscription');
    }
    expect(requested).to.deep.equal([SNS_CERTIFICATE_URL]);
  });

  it('asks SNS to send again while the certificate or the confirmation cannot be fetched', async () => {
    const works = respond;
    respond = () => Promise.reject(new Error('unreachable'));
    const failed = await send(snsMessage());
    expect([failed.statusCode, failed.headers['retry-after']]).to.deep.equal([503, '20']);
    respond = async () => 'not a certificate';
    expect((await send(snsMessage())).statusCode).to.equal(503);
    respond = (url) => (url === SNS_CERTIFICATE_URL ? works(url) : Promise.reject(new Error('unreachable')));
    expect((await send(snsConfirmation())).statusCode).to.equal(503);
    respond = works;
    expect((await send(snsConfirmation())).json().reason).to.equal('subscription_confirmed');
    expect((await send(snsMessage())).statusCode).to.equal(202);
  });

  it('limits the number of certificates that it fetches per minute', async () => {
    respond = () => Promise.reject(new Error('not found'));
    for (let i = 10; i < 40; i++)
      await send(snsMessage({ SigningCertURL: SNS_CERTIFICATE_URL.replace('0123', `0${i}3`) }));
    expect(requested).to.have.lengthOf(10);
  });

  it('verifies with a certificate from the settings without any request', async () => {
    const settings = { snsTopicArn: SNS_TOPIC, snsCertificate: SNS_CERTIFICATE };
    const pinned = await newConnector(test, 'custom_api', { settings });
    expect((await send(snsMessage(), pinned.id)).statusCode).to.equal(202);
    expect(
      (await send({ ...snsMessage({ MessageId: 'm-2' }), Message: 'changed' }, pinned.id)).statusCode,
    ).to.equal(401);
    expect(requested).to.deep.equal([]);
  });

  it('accepts no message of SNS for a connector without a topic, or a disabled one', async () => {
    const plain = await newConnector(test, 'custom_api');
    expect((await send(snsMessage(), plain.id)).statusCode).to.equal(401);
    await test.app.connectors.disableConnector(connector.id, 1);
    expect((await send(snsMessage())).statusCode).to.equal(401);
    expect(requested).to.deep.equal([]);
  });
});

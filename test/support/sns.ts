import { createSign } from 'node:crypto';

/** A certificate made for these tests, and its key. */
export const SNS_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDGzCCAgOgAwIBAgIUREGz9KUZTx4QxPZhl33hGX3ZlP0wDQYJKoZIhvcNAQEL
BQAwHDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wIBcNMjYxMTMwMDExNDEw
WhgPMjEyNjExMDYwMTE0MTBaMBwxGjAYBgNVBAMMEXNucy5hbWF6b25hd3MuY29t
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtO8PfAiASyx3Q7cLD40x
xSs78uGK000s8m+uuTe+niBksnxa/GMzMuopFmJ5qYP0OUJ4YeTCyCW9/pX1TbmC
btSwySAaiI+4AJODuH+MrDVhIQCXpIMKRPTub27entd6FYIJEro5UOZSd2FFWPWY
XUiGSeh9rrpd79sgKnMdsCDHmEy1LnG6AIsPtDotSHFKxxfyDbc/chtDgrmT/HXt
lb+RlQHTdPtWkhq5my8C9IpZwvToPvRxft86kIdlJnArJDFsOiyFXjo9WEL/creH
yW5LKIZiyC+21p14zzjUcT5XLBHRO3x3yv46C4MW2ESzwVfpZQL6d/4Cg5bCTRzf
swIDAQABo1MwUTAdBgNVHQ4EFgQUPmVNvBiwG4BiQxPSzhjdE4KvevAwHwYDVR0j
BBgwFoAUPmVNvBiwG4BiQxPSzhjdE4KvevAwDwYDVR0TAQH/BAUwAwEB/zANBgkq
hkiG9w0BAQsFAAOCAQEAIoPXxv4IUzPnRmxcadWv8T55yFQcFIy4k5kGUMo9puz0
ObznGnHXp+dnX9oOxqTyQ6B2MkFrLxel/Tz0swL7oQ96WAq9EyIrEzz9vi9XvIol
zhBM9eAv8Zzn6Lxvmc+YD6jLXkrkLO7R/mZsep5BV8y2CC6UQNqdi2/LUaADSnrl
TZdC76z5frq0u6xnCsHwettFfbiecDb5oNQITnvfXAc4WSoqD0tolFuYoO/57GEW
t5bAhNivqmVSMpKV3DstZeYoZ03NhKGXXioiLK6LvvsMzDexULBi+M+vGxmT472v
MoMSXocGJxL6//nuP9jTt40W7iAg+JV1fH7BJKnoDw==
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC07w98CIBLLHdD
twsPjTHFKzvy4YrTTSzyb665N76eIGSyfFr8YzMy6ikWYnmpg/Q5Qnhh5MLIJb3+
lfVNuYJu1LDJIBqIj7gAk4O4f4ysNWEhAJekgwpE9O5vbt6e13oVggkSujlQ5lJ3
YUVY9ZhdSIZJ6H2uul3v2yAqcx2wIMeYTLUucboAiw+0Oi1IcUrHF/INtz9yG0OC
uZP8de2Vv5GVAdN0+1aSGrmbLwL0ilnC9Og+9HF+3zqQh2UmcCskMWw6LIVeOj1Y
Qv9yt4fJbksohmLIL7bWnXjPONRxPlcsEdE7fHfK/joLgxbYRLPBV+llAvp3/gKD
lsJNHN+zAgMBAAECggEACqPcV0Dwunr88IB9KAb3nE60kc3tqgtpzz/+GGpMzWO+
SDjD6P+0bRQUInrcCLn3zL458hfP1JFToPsUl+OG5hmf49P9e3ZoLbB/GIR3s1DY
S2aLhGMoYXG969OrR9AIH+ervOwynq1MwDR6LYcT1LiFHSeM7I+NIqPSOmzWnBrX
+QDkGwonGKr9t6GsYGOuTm0W3OpMb45eL01GTSwUxa11UOXbNyKTMsTLL+dX3tJG
b8rG4OQaU2fluN6RTHRoGX1kmtYNqqjRM6iPZLd13u144zh/3I00DrMbHAMsz77Y
ESB8b87U02uzyF651V5rkr5hed7G+jgmYVcXmBJTwQKBgQDq7ZZFX2H/w1wESa/p
hRjvxofK1bC9W++LmHMnqU4HIKViG92MoDI1UpZOb/Vud46PsLWV5010k14qy9uc
GLhLdxEGCbFlg8zVfwQD01osZub3GrVthxdNNN3Bicq3wD5Ljx08yZqpwq8o1ehM
eabuDd1ZIQNIhtyyfkyXewxJAwKBgQDFKait/JyJ09QmeduzWh/7NgIvUoSf/L5E
n8hgNLVBV5gxcTnKay9EwyvPsG/uJn07yRmMSV9NMYAwh/CXCNKKIN8p/lppAXPs
qn++S1jvFlEjYp1XOh3RqLZt3UHzlHXlFr2+Ac5d5COLsPzRzYdCGnCV1B+FxRUM
9z4mF/LXkQKBgEfbsFE74a/nw6eUGnilO4FsCnEid9MT4eujD+YbxUAs3ilqOJQh
E/p3bn5DhKDrdPHCrWhSvcBgqzcP7/aJISYEH3LnWBmi/O540XOSHEzklNUUmFYO
MjRtbT8btKQL64IVHm5PhD1UzVsCQvHRbBv4pbHzhRuUFMGMHEVhX9qdAoGAZl4R
2XweHqWgMfX1LzLtBfZtvfo/J/4HIARB+kmDjpCXUZxzH/j0yuP23FfEVccgIKly
HVd/Jso7v3blYNXQ0qzskZYhhQGfGdMQjlH6s/BHYnLyNHbVQqUxSuulMX30lGRx
UbUIW9F27zGOorPutVCbAf/n+gFww5GfcBHhITECgYEA31sRRLmzz3pbCj81E1Q1
GpBtkPsXMCzLOiDn9VJsRT+7ynOZ+zklaU2jCAKfP3lv4PMWUoVHC5t2G5+/aHbH
IW+5qDCC7zt0zjTVK4FzVCYwVPBYoC5B+yk9L9u3JZgJYl7qk0iQknqj7Jk84Etc
7SNu5pthRoIrrCD9jcSH5AU=
-----END PRIVATE KEY-----
`;

export const SNS_TOPIC = 'arn:aws:sns:eu-central-1:111111111111:alarms';
export const SNS_CERTIFICATE_URL =
  'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
export const SNS_SUBSCRIBE_URL = `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${SNS_TOPIC}&Token=t`;

type SnsFields = Readonly<Record<string, string | undefined>>;

/** The signed keys of each type, in the order of the documentation. */
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** A message of SNS, signed as version 1 or 2. `undefined` omits a field. */
export function snsMessage(fields: SnsFields = {}, version: '1' | '2' = '2'): Record<string, unknown> {
  const message: SnsFields = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: SNS_TOPIC,
    Message: 'Disk full',
    Timestamp: '2026-06-14T15:00:00.000Z',
    SignatureVersion: version,
    SigningCertURL: SNS_CERTIFICATE_URL,
    ...fields,
  };
  const keys = message.Type === 'Notification' ? NOTIFICATION : CONFIRMATION;
  const signed = keys
    .filter((key) => message[key] !== undefined)
    .map((key) => `${key}\n${message[key]}\n`)
    .join('');
  const sign = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(signed);
  return { ...message, Signature: sign.sign(KEY, 'base64') };
}

/** The confirmation that SNS asks for when an address is subscribed. */
export function snsConfirmation(fields: SnsFields = {}): Record<string, unknown> {
  return snsMessage({
    Type: 'SubscriptionConfirmation',
    Message: 'You have chosen to subscribe.',
    SubscribeURL: SNS_SUBSCRIBE_URL,
    Token: 't',
    ...fields,
  });
}

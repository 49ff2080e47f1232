// The OpenID provider: oidc-provider with everything in memory. Any login name
// is taken, whatever the password; the token's user is that name.
//   node server.mjs LAB ADDRESS
// HTTPS on 443 is the issuer; HTTP on 8080 is the same, for Dovecot's introspection.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { generateKeyPairSync, webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto; // Node 18 has it only there
const { Provider } = await import('oidc-provider');

const [lab, address] = process.argv.slice(2);
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
const person = {
  token_endpoint_auth_method: 'none', application_type: 'native', response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', deviceCode], redirect_uris: ['http://127.0.0.1/callback'],
};
const application = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], token_endpoint_auth_method: 'client_secret_post' };
const clients = [
  { client_id: 'wizard', ...person },
  // One that an application on the web shares: with a secret, and led back to exactly this address.
  {
    client_id: 'web', client_secret: 'web-client-secret', token_endpoint_auth_method: 'client_secret_post', response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'], redirect_uris: ['http://localhost:8765/oauth/back'],
  },
  { client_id: 'svc', client_secret: 'svc-client-secret', ...application },
  { client_id: 'dovecot', client_secret: 'dovecot-secret', grant_types: [], response_types: [], redirect_uris: [] },
];
const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

const provider = new Provider('https://oidc.lab.test', {
  clients,
  scopes: ['openid', 'offline_access', 'mail', 'sales'],
  claims: { openid: ['sub'], email: ['email'] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  pkce: { required: () => true, methods: ['S256'] },
  cookies: { keys: ['lab-cookie-key'] },
  jwks: { keys: [{ ...jwk, use: 'sig', alg: 'ES256', kid: 'lab' }] },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
  },
  // A refresh token is good for one use; using it again ends the whole grant.
  rotateRefreshToken: true,
  issueRefreshToken: async (ctx, client, code) => code.scopes.has('offline_access'),
  ttl: {
    AccessToken: 3600, ClientCredentials: 600, DeviceCode: 600, RefreshToken: 86400, Grant: 86400, Session: 86400, Interaction: 3600, IdToken: 3600,
  },
  // Dovecot takes the user's name from here. Whoever asks for sales uses the mailbox that alice and bob share.
  extraTokenClaims: async (ctx, token) => ({
    username: token.scope?.split(' ').includes('sales') ? 'sales@lab.test' : token.accountId ?? `${token.clientId}@lab.test`,
  }),
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, email: id }) }),
});
provider.on('server_error', (ctx, err) => console.error(err));
provider.use(async (ctx, next) => {
  await next();
  console.error(new Date().toISOString(), ctx.ip, ctx.method, ctx.path, ctx.status, ctx.body?.error ?? '');
});

const pem = fs.readFileSync(`${lab}/pki/good.pem`);
https.createServer({ key: pem, cert: pem }, provider.callback()).listen(443, address);
http.createServer(provider.callback()).listen(8080, address);

// Ends a sign-in at the provider (RFC 7009), as an administrator does there.
//   node revoke.mjs TOKEN_FILE CLIENT
import fs from 'node:fs';

const [file, client_id] = process.argv.slice(2);
const token = JSON.parse(fs.readFileSync(file)).refresh_token;
const answer = await fetch('https://oidc.lab.test/token/revocation', { method: 'POST', body: new URLSearchParams({ client_id, token }) });
if (!token || !answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);

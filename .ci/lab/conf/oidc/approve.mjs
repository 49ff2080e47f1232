// The person in front of the browser: opens the address of a device login and
// says yes to all that is asked (or, with a third argument, no to the code).
//   node approve.mjs ADDRESS LOGIN [deny]
let [address, login, deny] = process.argv.slice(2);
const cookies = new Map();

// open follows redirects by hand: the cookies have to come along.
async function open(url, fields) {
  for (let i = 0; i < 10; i++) {
    const answer = await fetch(url, {
      method: fields ? 'POST' : 'GET', body: fields && new URLSearchParams(fields), redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) cookies.set(name, value); else cookies.delete(name);
    }
    const next = answer.headers.get('location');
    if (!next) return { url, page: await answer.text() };
    [url, fields] = [new URL(next, url).href, undefined];
  }
  throw new Error('too many redirects');
}

const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1].replaceAll('&amp;', '&');
let seen = await open(address);
for (let i = 0; i < 10; i++) {
  const form = /<form[^>]*>/.exec(seen.page)?.[0];
  if (!form) break;
  const fields = {};
  for (const [tag] of seen.page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) fields[attribute(tag, 'name')] = attribute(tag, 'value') ?? '';
  if (fields.prompt === 'login') Object.assign(fields, { login, password: 'x' });
  if (deny && seen.page.includes('op.deviceConfirmForm')) {
    delete fields.confirm;
    fields.abort = 'yes';
  }
  seen = await open(new URL(attribute(form, 'action') ?? '', seen.url).href, fields);
}
const said = seen.page.replace(/<style.*?<\/style>|<[^>]*>/gs, ' ').replace(/\s+/g, ' ').trim();
console.log(said);
process.exit(deny || said.includes('Success') ? 0 : 1);

// The person in front of the browser: opens an address, signs in and says yes
// to all that is asked.
//   node approve.mjs ADDRESS LOGIN [deny|stay]
// deny: says no in the end. stay: the browser cannot reach the program that
// waits, so the address which leads there is printed and not opened.
const [address, login, how] = process.argv.slice(2);
const cookies = new Map();
const site = new URL(address).host;

// open follows redirects by hand: the cookies have to come along, but not to
// another site.
async function open(url, fields) {
  for (let i = 0; i < 10; i++) {
    const home = new URL(url).host === site;
    if (!home && how === 'stay') return { url, page: url };
    const answer = await fetch(url, {
      method: fields ? 'POST' : 'GET', body: fields && new URLSearchParams(fields), redirect: 'manual',
      headers: home ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {},
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
  const cancel = /<a href="[^"]*\/abort"[^>]*>/.exec(seen.page)?.[0];
  if (how === 'deny' && fields.prompt === 'consent' && !address.includes('/device')) {
    seen = await open(new URL(attribute(cancel, 'href'), seen.url).href);
    continue;
  }
  if (how === 'deny' && seen.page.includes('op.deviceConfirmForm')) {
    delete fields.confirm;
    fields.abort = 'yes';
  }
  seen = await open(new URL(attribute(form, 'action') ?? '', seen.url).href, fields);
}
const back = new URL(seen.url).host !== site;
const said = back && how === 'stay' ? seen.page : seen.page.replace(/<style.*?<\/style>|<[^>]*>/gs, ' ').replace(/\s+/g, ' ').trim();
console.log(said);
process.exit(how === 'deny' || back || said.includes('Success') ? 0 : 1);

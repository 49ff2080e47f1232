// The web server with mail settings: a file of this folder for each host and path.
//   node server.mjs LAB ADDRESS
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';

const [lab, address] = process.argv.slice(2);
const answer = (req, res) => {
  const file = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), path.normalize(`/${req.headers.host}`), path.normalize(decodeURI(req.url)));
  fs.readFile(file, (err, data) => {
    console.error(new Date().toISOString(), req.socket.encrypted ? 'https' : 'http', req.headers.host, req.url, err ? 404 : 200);
    res.writeHead(err ? 404 : 200, { 'Content-Type': 'text/xml' });
    res.end(err ? '' : data);
  });
};
const pem = fs.readFileSync(`${lab}/pki/web.pem`);
https.createServer({ key: pem, cert: pem }, answer).listen(443, address);
http.createServer(answer).listen(80, address);

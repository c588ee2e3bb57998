// Keys, certificates and a time-stamp authority made by the program openssl: what signers bring along who have nothing
// from us.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

export const purposes = { claims: '1.3.6.1.4.1.62558.2.1', documents: '1.3.6.1.5.5.7.3.36' };

export class Authority {
  /** A root, its key and files in `folder`. */
  constructor(folder, name) {
    this.folder = folder;
    this.name = name;
    this.openssl(['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650',
      '-subj', `/O=${name}/CN=${name} root`, '-keyout', this.path('root.key'), '-out', this.path('root.pem'),
      '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']);
    this.pem = readFileSync(this.path('root.pem'), 'utf8');
  }
  path(file) {
    return join(this.folder, `${this.name}-${file}`);
  }
  openssl(words, input) {
    return execFileSync('openssl', words, { cwd: this.folder, input, stdio: ['pipe', 'pipe', 'ignore'] });
  }
  /** A key by the words of `openssl genpkey`. */
  key(file, words) {
    this.openssl(['genpkey', '-out', this.path(file), ...words]);
    return this.path(file);
  }
  /** A certificate for that key; `extensions` as openssl's configuration writes them. */
  issue(key, file, { subject = '/O=Example Studio/CN=Signer', extensions = [], days = '365' } = {}) {
    const request = this.openssl(['req', '-new', '-key', key, '-subj', subject]);
    return this.issueFor(request, file, { extensions, days });
  }
  issueFor(request, file, { extensions = [], days = '365', words = [] } = {}) {
    const lines = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature',
      `extendedKeyUsage=${purposes.claims}`, 'subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid',
      ...extensions];
    const byName = new Map(lines.map((line) => [line.split('=')[0], line]));
    const chosen = words.length === 0 ? [...byName.values()].filter((line) => !line.endsWith('=')) : extensions;
    writeFileSync(this.path('extensions'), chosen.join('\n') + '\n');
    this.openssl(['x509', '-req', '-CA', this.path('root.pem'), '-CAkey', this.path('root.key'), '-CAcreateserial',
      '-days', days, '-extfile', this.path('extensions'), '-out', this.path(file), ...words], request);
    return this.path(file);
  }
}

/** An authority over HTTP that answers with `openssl ts -reply`. */
export class TimeStampServer {
  static async start(folder, name = 'clock') {
    const out = new TimeStampServer();
    out.authority = new Authority(folder, name);
    out.key = out.authority.key('tsa.key', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']);
    out.certificate = out.authority.issue(out.key, 'tsa.pem',
      { subject: '/O=Clock/CN=TSA', extensions: ['extendedKeyUsage=critical,timeStamping'] });
    writeFileSync(out.authority.path('ts.cnf'), `[tsa]
default_tsa = main
[main]
serial = ${out.authority.path('serial')}
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`);
    out.requests = [];
    /** What happens to the good answer on its way out: (response, reply) -> nothing. */
    out.change = null;
    out.server = createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const query = Buffer.concat(parts);
        out.requests.push({ query, type: request.headers['content-type'], method: request.method });
        const reply = out.reply(query);
        if (out.change) return out.change(response, reply);
        response.writeHead(200, { 'Content-Type': 'application/timestamp-reply' });
        response.end(reply);
      });
    });
    await new Promise((done) => out.server.listen(0, '127.0.0.1', done));
    out.url = `http://127.0.0.1:${out.server.address().port}/`;
    return out;
  }
  reply(query, config = 'ts.cnf') {
    const { authority } = this;
    writeFileSync(authority.path('query'), query);
    authority.openssl(['ts', '-reply', '-config', authority.path(config), '-queryfile', authority.path('query'),
      '-inkey', this.key, '-signer', this.certificate, '-chain', authority.path('root.pem'), '-out',
      authority.path('reply')]);
    return readFileSync(authority.path('reply'));
  }
  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

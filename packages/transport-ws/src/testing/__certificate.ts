import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TransportTls } from '../connection/tls.ts';

const REQUEST = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const SUBJECT = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];

/** Mutual TLS with a fresh certificate that trusts itself, for this machine; null where there is no openssl. */
export function mutualTls(): Required<TransportTls> | null {
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-tls-'));
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  try {
    execFileSync('openssl', [...REQUEST, ...SUBJECT, '-keyout', files.key, '-out', files.cert], {
      stdio: 'ignore',
    });
    const [key, cert] = [readFileSync(files.key), readFileSync(files.cert)];
    const server = { key, cert, ca: cert, requestCert: true, rejectUnauthorized: true };
    return { server, client: { key, cert, ca: cert } };
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

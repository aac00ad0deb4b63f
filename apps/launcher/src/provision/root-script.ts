import { dirname } from "node:path/posix";
import { CA_BUNDLE, CA_CERTIFICATE } from "./trust.ts";

/** Nothing answers there: it is the agent's own loopback. */
export const NO_RESOLVER = "127.0.0.1";

/**
 * What root does once in the running agent, before anything of the agent's: no resolver, and then, as soon as its stdin
 * says them, the line of the hosts file that leads to the proxy and the interceptor's certificate for the trust store.
 * `update-ca-certificates` walks every public root for that, which takes longer than the launch of the bottle; what it
 * would add is one certificate in the bundle and two links, which are made here.
 */
export const ROOT_SCRIPT = `
set -eu
umask 022
printf 'nameserver ${NO_RESOLVER}\\noptions timeout:1 attempts:1\\n' >/etc/resolv.conf
mkdir -p ${dirname(CA_CERTIFICATE)}
IFS= read -r host
printf '%s\\n' "$host" >>/etc/hosts
cat >${CA_CERTIFICATE}
if [ ! -s ${CA_BUNDLE} ] || ! command -v openssl >/dev/null; then exec update-ca-certificates >/dev/null; fi
cat ${CA_CERTIFICATE} >>${CA_BUNDLE}
cd /etc/ssl/certs
ln -sf ${CA_CERTIFICATE} claude-bottle-mitm-ca.pem
ln -sf claude-bottle-mitm-ca.pem "$(openssl x509 -noout -subject_hash -in ${CA_CERTIFICATE}).0"
`;

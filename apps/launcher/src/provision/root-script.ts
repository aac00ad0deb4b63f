import { dirname } from "node:path/posix";
import { GIT_CONFIG } from "./git-config.ts";
import { CA_BUNDLE, CA_CERTIFICATE } from "./trust.ts";

/** Nothing answers there: it is the agent's own loopback. */
export const NO_RESOLVER = "127.0.0.1";

/** Its status when nothing answers where the proxy listens. */
export const UNREACHABLE = 69;

/**
 * What root does once in the running agent, before anything of the agent's: no resolver, git's configuration (which may
 * include a file that is not there), and then, as soon as its stdin says them, the proxy's port, the lines of the hosts
 * file that lead to the sidecars, the proxy's first, an empty line, and the interceptor's certificate for the trust store.
 * With bash at hand it knocks at the proxy: a bottle whose network does not carry would otherwise only time out.
 * `update-ca-certificates` walks every public root for that, which takes longer than the launch of the bottle; what it
 * would add is one certificate in the bundle and two links, which are made here.
 */
export const ROOT_SCRIPT = `
set -eu
umask 022
printf 'nameserver ${NO_RESOLVER}\\noptions timeout:1 attempts:1\\n' >/etc/resolv.conf
mkdir -p ${dirname(CA_CERTIFICATE)} ${dirname(GIT_CONFIG)}
printf '\\n[include]\\n\\tpath = ${GIT_CONFIG}\\n' >>/etc/gitconfig
IFS= read -r port
proxy=
while IFS= read -r host && [ -n "$host" ]; do
  printf '%s\\n' "$host" >>/etc/hosts
  : "\${proxy:=\${host%% *}}"
done
cat >${CA_CERTIFICATE}
if command -v bash >/dev/null && command -v timeout >/dev/null; then
  timeout 10 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$proxy" "$port" 2>/dev/null || exit ${UNREACHABLE}
fi
if [ ! -s ${CA_BUNDLE} ] || ! command -v openssl >/dev/null; then exec update-ca-certificates >/dev/null; fi
cat ${CA_CERTIFICATE} >>${CA_BUNDLE}
cd /etc/ssl/certs
ln -sf ${CA_CERTIFICATE} claude-bottle-mitm-ca.pem
ln -sf claude-bottle-mitm-ca.pem "$(openssl x509 -noout -subject_hash -in ${CA_CERTIFICATE}).0"
`;

import { anyContact, type Probe, python, refusedWith, throughTunnel } from "./probe.ts";

const closing = "Connection: close\\r\\n\\r\\n";

/** Tries TCP connects and says of each whether something answered. */
const connects = (targets: string): string =>
  python(`
import socket
for host, port in ${targets}:
    s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET); s.settimeout(1)
    try:
        s.connect((host, port)); s.sendall(b"GET /escape HTTP/1.0\\r\\n\\r\\n"); print("open", host, port, s.recv(64))
    except OSError as error: print("shut", host, port, error)
    finally: s.close()
`);

/** The battery: each entry is one way out, tried from inside a real bottle. */
export const probes: readonly Probe[] = [
  {
    title: "a client that ignores the proxy reaches neither an allowed nor a refused host",
    script: ({ sink, allowed, refused }) =>
      [allowed, refused]
        .map(
          (host) =>
            `curl -sk --noproxy '*' --connect-timeout 2 --resolve ${host}:443:${sink.address} https://${host}/escape; echo "exit $?"`,
        )
        .join("\n"),
    leak: refusedWith(/exit [1-9]\d*\s+exit [1-9]/),
  },
  {
    title:
      "a raw address is unreachable directly and refused through the proxy, also with an allowed Host header",
    script: ({ sink, allowed }) => `
curl -s --noproxy '*' --connect-timeout 2 -H 'Host: ${allowed}' http://${sink.address}/escape; echo "exit $?"
curl -sk -o /dev/null -w 'tls %{http_code}\\n' https://${sink.address}/escape
curl -sk -o /dev/null -w 'host %{http_code}\\n' -H 'Host: ${allowed}' https://${sink.address}/escape
curl -s -o /dev/null -w 'plain %{http_code}\\n' -H 'Host: ${allowed}' http://${sink.address}/escape`,
    leak: refusedWith(/exit [1-9][\s\S]*tls 403\s+host 4\d\d\s+plain 4\d\d/),
  },
  {
    title: "no DNS query leaves: not by UDP, not by TCP, not over TLS, not through the engine's resolver",
    script: ({ sink, refused }) =>
      python(`
import socket, struct
def query(name):
    return b"\\x12\\x34\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00" + b"".join(bytes([len(p)]) + p.encode() for p in name.split(".")) + b"\\x00\\x00\\x01\\x00\\x01"
q = query("canary-in-a-label.${refused}")
for server in ["${sink.address}", "127.0.0.11", "127.0.0.1"]:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2)
    try:
        s.sendto(q, (server, 53)); answer = s.recv(512); code = answer[3] & 15; count = struct.unpack(">H", answer[6:8])[0]
        print("udp", server, "answered" if code == 0 and count else "nothing")
    except OSError: print("udp", server, "nothing")
    for port in (53, 853):
        t = socket.socket(); t.settimeout(2)
        try:
            t.connect((server, port)); t.sendall(struct.pack(">H", len(q)) + q); got = t.recv(512)
            print("tcp", server, port, "answered" if len(got) > 8 and (got[5] & 15) == 0 and got[9] else "nothing")
        except OSError: print("tcp", server, port, "nothing")
try: print("lookup answered", socket.getaddrinfo("canary-in-a-label.${refused}", 443))
except OSError: print("lookup nothing")
`),
    leak: (seen) =>
      anyContact(seen) ??
      (/answered/.test(seen.output) || !seen.output.includes("lookup nothing") ? seen.output : null),
  },
  {
    title: "IPv6 leads nowhere",
    script: ({ refused }) => `
curl -sk -6 --noproxy '*' --connect-timeout 2 'https://[2001:db8::1]/escape'; echo "direct $?"
curl -sk -o /dev/null -w 'proxied %{http_code}\\n' 'https://[2001:db8::1]/escape'
curl -sk -o /dev/null -w 'mapped %{http_code}\\n' 'https://[::ffff:127.0.0.1]/escape'
cat /proc/net/if_inet6 2>/dev/null | grep -v ' lo$' | grep -v '^00000000000000000000000000000001' || echo "no address"
: ${refused}`,
    leak: refusedWith(/direct [1-9]\d*\s+proxied 403\s+mapped 403\s+no address/),
  },
  {
    title:
      "of the sidecars only the proxy's and supervise's port answer, and the proxy serves nothing of its own",
    script: () => `
proxy=$(getent hosts egress-proxy | cut -d' ' -f1)
${python(`
import socket, os, urllib.parse
name = urllib.parse.urlsplit(os.environ["HTTPS_PROXY"]).hostname
host = socket.gethostbyname(name)
for each in (host, socket.gethostbyname("supervise")):
    print("open", [port for port in [22, 80, 443, 2375, 2376, 8080, 8888, 9090, 9099, 9100, 9418] if socket.socket().connect_ex((each, port)) == 0])
for other in ("pipelock", "git-gate"):
    try: print("known", other, socket.gethostbyname(other))
    except OSError: pass
`)}
for path in healthz routes ca config fetch?url=http://x/ metrics; do curl -s -o /dev/null -w "own %{http_code}\\n" --noproxy '*' "http://$proxy:9099/$path"; done
curl -s -o /dev/null -w 'self %{http_code}\\n' -x "http://$proxy:9099" http://egress-proxy:9099/healthz
curl -s -o /dev/null -w 'self %{http_code}\\n' -x "http://$proxy:9099" http://127.0.0.1:9099/healthz
curl -s -o /dev/null -w 'self %{http_code}\\n' -x "http://$proxy:9099" http://pipelock:8888/health`,
    leak: (seen) => {
      const contact = anyContact(seen);
      if (contact !== null) return contact;
      if (!seen.output.includes("open [9099]\nopen [9100]\n")) return seen.output;
      if (seen.output.includes("known ")) return seen.output;
      return /(?:own|self) (?:2|3)\d\d/.test(seen.output) ? seen.output : null;
    },
  },
  {
    title:
      "supervise is no way out: it relays nothing, fetches nothing that it is told of, and shows no control",
    script: ({ sink, allowed, refused }) => `
curl -s -o /dev/null -w 'relayed %{http_code}\\n' --noproxy '' -x http://supervise:9100 http://${refused}/escape
curl -s -o /dev/null -w 'relayed %{http_code}\\n' --noproxy '' -x http://supervise:9100 -H 'Host: ${allowed}' http://${sink.address}/escape
curl -sk --noproxy '' -x http://supervise:9100 https://${allowed}/escape; echo "tunnel $?"
for path in healthz status live look mcp/../status '%2e%2e/status' queue; do
  for method in GET POST PUT; do curl -s -o /dev/null -w 'control %{http_code}\\n' --path-as-is -X $method "http://supervise:9100/$path"; done
done
find / -xdev -name 'supervise.sock' 2>/dev/null
message() { printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"pipelock-block","arguments":{"failed_url":"%s","justification":"a probe"}}}' "$1"; }
for url in http://${sink.address}/escape http://${refused}/escape http://localhost/escape; do
  message "$url" | curl -s --max-time 2 http://supervise:9100/mcp -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' --data-binary @- >/dev/null; echo "call $?"
done
curl -s -o /dev/null -w 'around %{http_code}\\n' --noproxy '' -x "$HTTPS_PROXY" http://supervise:9100/mcp`,
    leak: (seen) => {
      if (/(?:relayed|control|around) (?:2|3)\d\d|tunnel 0|supervise\.sock/.test(seen.output))
        return seen.output;
      return refusedWith(/relayed 4\d\d\s+relayed 4\d\d\s+tunnel [1-9][^]*(?:call 28\s+){2}/)(seen);
    },
  },
  {
    title: "the engine, its socket and the machine around are out of reach",
    script: ({ sink }) => `
for socket in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock /run/podman/podman.sock; do [ -e $socket ] && echo "exists $socket"; done
gateway=$(python3 -c "import socket,fcntl,struct; s=socket.socket(); a=socket.inet_ntoa(fcntl.ioctl(s.fileno(),0x8915,struct.pack('256s',b'eth0'))[20:24]); print(a.rsplit('.',1)[0]+'.1')" 2>/dev/null)
${connects(`[(h, p) for h in ("GATEWAY", "172.17.0.1", "${sink.gateway}") for p in (22, 53, 2375, 2376, 5000)]`).replace('"GATEWAY"', 'open("/tmp/gateway").read().strip() or "127.0.0.9"').replace("python3", "echo $gateway > /tmp/gateway; python3")}`,
    leak: (seen) =>
      /^(?:exists|open) /m.test(seen.output) || !seen.output.includes("shut")
        ? seen.output
        : anyContact(seen),
  },
  {
    title: "a TLS name other than the CONNECT target is answered 421 and nothing is forwarded",
    script: ({ allowed, refused }) =>
      throughTunnel(`${allowed}:443`, refused, `GET /escape HTTP/1.1\\r\\nHost: ${allowed}\\r\\n${closing}`),
    leak: refusedWith("HTTP/1.1 421"),
  },
  {
    title: "a Host header other than the CONNECT target is answered 421 and nothing is forwarded",
    script: ({ allowed, refused }) =>
      throughTunnel(`${allowed}:443`, allowed, `GET /escape HTTP/1.1\\r\\nHost: ${refused}\\r\\n${closing}`),
    leak: refusedWith("HTTP/1.1 421"),
  },
  {
    title: "two Host headers, an absolute target and a foreign port are refused",
    script: ({ allowed, refused }) =>
      [
        throughTunnel(
          `${allowed}:443`,
          allowed,
          `GET /escape HTTP/1.1\\r\\nHost: ${allowed}\\r\\nHost: ${refused}\\r\\n${closing}`,
        ),
        throughTunnel(
          `${allowed}:443`,
          allowed,
          `GET https://${refused}/escape HTTP/1.1\\r\\nHost: ${allowed}\\r\\n${closing}`,
        ),
        throughTunnel(
          `${allowed}:22`,
          allowed,
          `GET /escape HTTP/1.1\\r\\nHost: ${allowed}:22\\r\\n${closing}`,
        ),
        throughTunnel(
          `${refused}:443`,
          refused,
          `GET /escape HTTP/1.1\\r\\nHost: ${refused}\\r\\n${closing}`,
        ),
      ].join("\n"),
    leak: refusedWith(/HTTP\/1\.1 400[\s\S]*HTTP\/1\.1 400[\s\S]*HTTP\/1\.1 403[\s\S]*HTTP\/1\.1 403/),
  },
  {
    title: "a smuggled second request is never forwarded",
    script: ({ allowed }) =>
      [
        `POST /escape HTTP/1.1\\r\\nHost: ${allowed}\\r\\nContent-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nGET /escape-two HTTP/1.1\\r\\nHost: ${allowed}\\r\\n${closing}`,
        `GET /escape HTTP/1.1\\r\\nHost: ${allowed}\\r\\nX-Folded: a\\r\\n b\\r\\n${closing}`,
        `GET /escape HTTP/1.1\\nHost: ${allowed}\\n\\n`,
      ]
        .map((bytes) => throughTunnel(`${allowed}:443`, allowed, bytes))
        .join("\n"),
    leak: refusedWith(/HTTP\/1\.1 400[\s\S]*HTTP\/1\.1 400[\s\S]*HTTP\/1\.1 400/),
  },
];
